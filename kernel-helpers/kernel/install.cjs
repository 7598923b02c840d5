/**
 * Makes the kernel known to the Jupyter under PREFIX (a virtual or conda environment):
 *
 *     node install.cjs PREFIX        writes PREFIX/share/jupyter/kernels/munnin/kernel.json
 *
 * The node that runs this also runs the kernel: a server's PATH may lead to another one.
 */
"use strict";
const { copyFileSync, mkdirSync, writeFileSync } = require("node:fs");
const path = require("node:path");

/** @param {string} prefix @returns {string} the kernel's folder */
function installKernel(prefix) {
  const folder = path.join(path.resolve(prefix), "share", "jupyter", "kernels", "munnin");
  const spec = {
    argv: [process.execPath, "--max-old-space-size=4096", path.join(__dirname, "launcher.cjs"), "{connection_file}"],
    display_name: "Munnin (TypeScript)",
    language: "typescript",
    interrupt_mode: "signal",
    env: { MUNNIN_PYTHON_PREFIX: path.resolve(prefix) }, // Where figures find kaleido, whatever the PATH is.
    metadata: { debugger: false },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  copyFileSync(path.join(__dirname, "logo-svg.svg"), path.join(folder, "logo-svg.svg")); // The name by which Jupyter looks for it.
  return folder;
}

if (require.main === module) {
  if (process.argv.length !== 3) {
    console.error("usage: node install.cjs PREFIX");
    process.exit(2);
  }
  console.log(`kernel "munnin" installed in ${installKernel(process.argv[2])}`);
}

module.exports = { installKernel };
