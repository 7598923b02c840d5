"use strict";
const { createConverter, createExecutor } = require("./tslab.cjs");
const { keepAwait } = require("./await.cjs");
const { createTurns } = require("./turns.cjs");
const { compileFailure, thrownFailure } = require("./failure.cjs");

/**
 * The TypeScript session: runs one piece of code after the other, each with the names of those before.
 *
 * tslab gives its executor a console of its own, and writes to it nothing but the value of a cell's last expression
 * (`log`), and diagnostics or the thrown value (`error`): so values and errors arrive here as they are, not as text.
 */
function createSession() {
  const converters = lazyConverters(createTurns(() => executor.interrupt()));
  let [value, edited, diagnostics, thrown] = [undefined, keepAwait(""), [], null];
  const executor = createExecutor(process.cwd(), converters, {
    log: (last) => (value = { value: last }),
    error: (...what) => {
      if (typeof what[0] === "string" && what[0].startsWith("%s%d:%d") && what.length === 5) {
        const [, file, line, column, message] = what;
        diagnostics.push({ file, line, column: file ? column : edited.column(line, column), message });
      } else thrown = { value: what[0] };
    },
  });

  return {
    inspect: executor.inspect,
    complete: executor.complete,
    /** Ends the waiting of the cell that runs; its own promises go on. */
    interrupt: executor.interrupt,
    /**
     * @param {string} code
     * @returns {Promise<{ value?: { value: unknown }, failure?: import("./failure.cjs").Failure }>} `value`: of the last expression, unless null or undefined
     */
    async run(code) {
      edited = keepAwait(code);
      [value, diagnostics, thrown] = [undefined, [], null];
      try {
        if (await executor.execute(edited.code)) return { value };
      } catch (error) {
        return { failure: thrownFailure(error) }; // The compiler itself has failed.
      }
      return { failure: diagnostics.length ? compileFailure(diagnostics, code) : thrownFailure(thrown?.value) };
    },
  };
}

/**
 * Converters for cells that run here, and for cells marked `@browser`, which are compiled only.
 *
 * @param {(code: string) => string} withTurns changes the JavaScript of a cell
 */
function lazyConverters(withTurns) {
  let browser;
  const node = createConverter({ isJS: false, isBrowser: false });
  return {
    node: {
      ...node,
      convert(before, code) {
        const converted = node.convert(before, code);
        return converted.hasToplevelAwait ? { ...converted, output: withTurns(converted.output) } : converted;
      },
    },
    get browser() {
      return (browser ??= createConverter({ isJS: false, isBrowser: true }));
    },
    close() {
      node.close();
      browser?.close();
    },
  };
}

module.exports = { createSession };
