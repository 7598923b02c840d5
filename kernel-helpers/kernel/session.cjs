"use strict";
const { createConverter, createExecutor, getCodeMetadata } = require("./tslab.cjs");
const { keepAwait } = require("./await.cjs");
const { completeImport } = require("./importnames.cjs");
const { createTurns } = require("./turns.cjs");
const { compileFailure, interruption, thrownFailure } = require("./failure.cjs");

/**
 * The TypeScript session: runs one piece of code after the other, each with the names of those before.
 *
 * tslab gives its executor a console of its own, and writes to it nothing but the value of a cell's last expression
 * (`log`), and diagnostics or the thrown value (`error`): so values and errors arrive here as they are, not as text.
 */
function createSession() {
  const turns = createTurns(() => interrupt(true));
  const converters = lazyConverters((before, code, convert) => {
    if (ahead?.before === before && ahead.code === code) return ahead.converted;
    const converted = convert(before, code);
    return turns.rewrite({ ...converted, hasToplevelAwait: converted.hasToplevelAwait || edited.loops });
  });
  let [value, edited, diagnostics, thrown] = [undefined, keepAwait(""), [], null];
  let [forced, isInterrupted] = [undefined, false];
  /** What the cell that is about to run became, and the declarations of all cells before it. */
  let [ahead, declared] = [null, ""];
  const executor = createExecutor(process.cwd(), converters, {
    log: (last) => (value = { value: last }),
    error: (...what) => {
      if (typeof what[0] === "string" && what[0].startsWith("%s%d:%d") && what.length === 5) {
        const [, file, line, written, message] = what;
        const column = file ? written : edited.column(line, written);
        // TypeScript looks at the body of a top-level `for await` twice.
        const isTold = diagnostics.some(
          (told) => told.line === line && told.column === column && told.message === message && told.file === file,
        );
        if (!isTold) diagnostics.push({ file, line, column, message });
      } else thrown = { value: what[0] };
    },
  });

  /** Ends what the cell's code waits for, and the cell: when its code has cleaned up, or at once. */
  function interrupt(now) {
    isInterrupted = true;
    clearTimeout(forced);
    const patience = turns.interrupt(now);
    if (patience === 0) executor.interrupt();
    else forced = setTimeout(executor.interrupt, patience);
  }

  /**
   * Compiles the cell before tslab runs it, and gives node's loop a turn: an interrupt that comes while TypeScript works is heard only
   * there, and the cell's code may never give it another.
   */
  async function compile(code) {
    const { module: isModule, mode } = getCodeMetadata(code);
    ahead = null; // The same cell again may become something else: what it imports has changed.
    if (!isModule && mode !== "browser") ahead = { before: declared, code, converted: converters.node.convert(declared, code) };
    await new Promise(setImmediate); // The turn that is under way has looked for signals already.
    await new Promise(setImmediate);
  }

  return {
    inspect: executor.inspect,
    complete: (code, position) => completeImport(executor.complete(code, position), position),
    interrupt,
    /**
     * @param {string} code
     * @returns {Promise<{ value?: { value: unknown }, failure?: import("./failure.cjs").Failure }>} `value`: of the last expression, unless null or undefined
     */
    async run(code) {
      edited = keepAwait(code);
      [value, diagnostics, thrown] = [undefined, [], null];
      clearTimeout(forced); // Of an interrupt that came when no cell ran.
      isInterrupted = false;
      turns.begin();
      try {
        await compile(edited.code);
        if (isInterrupted) return { failure: thrownFailure(interruption()) };
        const isDone = await executor.execute(edited.code);
        if (isDone && ahead) declared = ahead.converted.declOutput || "";
        if (isDone) return { value };
      } catch (error) {
        return { failure: thrownFailure(error) }; // The compiler itself has failed.
      } finally {
        clearTimeout(forced);
      }
      return { failure: diagnostics.length ? compileFailure(diagnostics, code) : thrownFailure(thrown?.value) };
    },
  };
}

/**
 * Converters for cells that run here, and for cells marked `@browser`, which are compiled only.
 *
 * @param {(before: string, code: string, convert: (before: string, code: string) => object) => object} around what a cell that runs here becomes
 */
function lazyConverters(around) {
  let browser;
  const node = createConverter({ isJS: false, isBrowser: false });
  return {
    node: {
      ...node,
      convert: (before, code) => around(before, code, node.convert),
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
