/**
 * By which name a later cell imports a type. The type of a variable is written down for the cells behind it, and says from which package it is;
 * TypeScript knows such a name only when the package lies above the notebook. For those that are found from munnin's own folder
 * (imports.cjs), `paths` tell it; they are for names alone, and never looked at when an import is resolved.
 */
"use strict";
const { existsSync, realpathSync } = require("node:fs");
const path = require("node:path");
const { HOME } = require("./imports.cjs");

/** Adds the names of munnin and of what lies beside it to the compiler's options. */
function nameFromAnywhere(options) {
  const home = realpathSync(HOME);
  const folders = require.resolve.paths("munnin").filter((folder) => existsSync(folder));
  const own = [home, ...folders.map((folder) => path.join(folder, "munnin"))];
  options.pathsBasePath = "/";
  options.paths = {
    munnin: own.map((folder) => below(path.join(folder, "dist", "index"))),
    "munnin/*": own.map((folder) => below(path.join(folder, "*"))),
    "*": folders.map((folder) => below(path.join(folder, "*"))),
  };
}

/** As TypeScript has it: slashes, from the root on. */
const below = (file) => file.replace(/\\/g, "/").replace(/^\/|^[a-z]:\//i, "");

/** The options to resolve an import with. */
function withoutNames({ paths: _, pathsBasePath: __, ...options }) {
  return options;
}

module.exports = { nameFromAnywhere, withoutNames };
