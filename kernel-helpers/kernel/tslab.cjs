/**
 * The wall to tslab 1.0.22: everything that is taken from it stands here. tslab compiles a cell, with the declarations of
 * the cells before it, and runs it; its Jupyter server is not used.
 */
"use strict";
const path = require("node:path");
const { createWatchHost, currentProgram } = require("./types.cjs");

// TypeScript's exports are read-only getters: a changed copy must be in the cache before tslab loads it.
const tslab = path.dirname(require.resolve("tslab/package.json"));
const file = require.resolve("@tslab/typescript-for-tslab", { paths: [tslab] });
const original = require(file);
const ts = { ...original, createWatchCompilerHost: (...options) => createWatchHost(original, ...options) };
require.cache[file].exports = ts;

const { createConverter, isCompleteCode } = require("tslab/dist/converter.js");
const { createExecutor } = require("tslab/dist/executor.js");
const { printQuickInfo } = require("tslab/dist/inspect.js");
const { getCodeMetadata } = require("tslab/dist/metadata.js");
/** Holds `lastWriteDisplayData`, through which `import * as tslab from "tslab"` displays. */
const jupyter = require("tslab/dist/jupyter.js");

module.exports = { ts, createConverter, createExecutor, currentProgram, getCodeMetadata, isCompleteCode, printQuickInfo, jupyter };
