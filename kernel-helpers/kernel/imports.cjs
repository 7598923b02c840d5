"use strict";
const Module = require("node:module");
const path = require("node:path");

/** The munnin package: where an import is looked up that is not found from the notebook's own folder. */
const HOME = path.join(__dirname, "..");

/** What may be looked up again from HOME: names of packages, not of files. */
const isPackage = (request) => !/^[./]|^[a-z]:[\\/]/i.test(request);

/** Lets a notebook anywhere import munnin and what munnin depends on. What the notebook's own folder has comes first. */
function resolveFromAnywhere() {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, isMain, options) {
    try {
      return resolve.call(this, request, parent, isMain, options);
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND" || !isPackage(request) || options) throw error;
      try {
        return resolve.call(this, request, parent, isMain, { paths: [HOME] });
      } catch {
        throw error;
      }
    }
  };
}

module.exports = { HOME, isPackage, resolveFromAnywhere };
