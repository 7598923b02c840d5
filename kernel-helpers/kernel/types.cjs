"use strict";
const path = require("node:path");
const { HOME, isPackage } = require("./imports.cjs");
const { spellOutEarlierNames } = require("./earlier.cjs");
const { nameFromAnywhere, withoutNames } = require("./names.cjs");

/**
 * TypeScript's watch host for cells, with the types of imports found like the imports themselves (imports.cjs).
 *
 * @param {any} ts TypeScript as tslab has it
 */
function createWatchHost(ts, files, options, ...rest) {
  useNodeTypes(ts, options);
  const plain = withoutNames(options);
  nameFromAnywhere(options);
  const host = ts.createWatchCompilerHost(files, options, ...rest);
  const home = `${HOME.replace(/\\/g, "/")}/__munnin__.ts`;
  const cache = ts.createModuleResolutionCache(process.cwd(), (file) => file, plain);
  host.resolveModuleNameLiterals = (literals, containing, redirect) =>
    literals.map(({ text }) => {
      // Cells are never cached: a package that was installed a minute ago is found by the next cell.
      const known = /\/__(tslab__|prev__\.d)\.ts$/.test(containing) ? undefined : cache;
      const here = ts.resolveModuleName(text, containing, plain, host, known, redirect);
      return here.resolvedModule || !isPackage(text) ? here : ts.resolveModuleName(text, home, plain, host, undefined, redirect);
    });
  // The default for a host with its own resolution is true, which resolves the whole program again for each cell: 5 times the CPU.
  host.hasInvalidatedResolutions = () => false;
  host.createProgram = remember(spellOutEarlierNames(ts, host.createProgram));
  return host;
}

let newest;
/** The program of the cell that was looked at last. */
const currentProgram = () => newest?.getProgram();

const remember =
  (create) =>
  (...options) =>
    (newest = create(...options));

/** Node's types and no others: else every @types package of a workspace is part of each cell's program. */
function useNodeTypes(ts, options) {
  const own = (options.typeRoots ?? []).filter((folder) => ts.sys.fileExists(`${folder}/node/package.json`));
  const paths = [HOME, path.dirname(require.resolve("tslab/package.json"))];
  options.typeRoots = own.length ? own : [path.dirname(path.dirname(require.resolve("@types/node/package.json", { paths })))];
  options.types = ["node"];
}

module.exports = { createWatchHost, currentProgram };
