/**
 * Makes the built extension known to the JupyterLab under PREFIX (a virtual or conda environment):
 *
 *     node install.cjs PREFIX [--copy]      PREFIX/share/jupyter/labextensions/munnin-lab, a link or a copy
 *
 * With a link, a later build is there after a reload of the page.
 */
"use strict";
const { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } = require("node:fs");
const path = require("node:path");

const built = path.join(__dirname, "munnin_lab", "labextension");

/** @param {string} prefix @param {boolean} copy @returns {string} where it is now */
function installExtension(prefix, copy) {
  if (!existsSync(path.join(built, "package.json"))) throw new Error("the extension is not built yet: npm run build");
  const place = path.join(path.resolve(prefix), "share", "jupyter", "labextensions", "munnin-lab");
  mkdirSync(path.dirname(place), { recursive: true });
  rmSync(place, { recursive: true, force: true });
  if (copy) cpSync(built, place, { recursive: true });
  else symlinkSync(built, place, process.platform === "win32" ? "junction" : "dir");
  return place;
}

const [prefix, flag, ...more] = process.argv.slice(2);
if (!prefix || (flag && flag !== "--copy") || more.length > 0) {
  console.error("usage: node install.cjs PREFIX [--copy]");
  process.exit(2);
}
console.log(`extension "munnin-lab" installed in ${installExtension(prefix, flag === "--copy")}`);
