"use strict";
const { format, inspect } = require("node:util");

/**
 * Why a cell failed, in the words of Jupyter's protocol.
 *
 * @typedef {{ ename: string, evalue: string, traceback: string[] }} Failure
 */

/** Lines of a stack that are the kernel's or the compiler's, not the user's. */
const INNER = /tslab[\\/]dist|munnin[\\/]kernel|kernel-helpers[\\/]kernel|node:vm|node:internal|evalmachine.*__tslab__/;

/**
 * TypeScript's own complaints about a cell, each with line and column; the traceback shows the line, with a mark below the column.
 *
 * @param {{ file: string, line: number, column: number, message: string }[]} diagnostics `file` is empty for the cell itself
 * @param {string} code of the cell
 * @returns {Failure}
 */
function compileFailure(diagnostics, code) {
  const source = code.split("\n");
  const lines = diagnostics.map(({ file, line, column, message }) => format("%s%d:%d - %s", file, line, column, message));
  const traceback = diagnostics.flatMap(({ file, line, column }, i) => {
    const said = `\x1b[31mTypeScriptError\x1b[39m ${lines[i]}`;
    const text = file ? undefined : source[line - 1];
    if (text === undefined) return [said];
    const number = `${line} | `;
    // Tabs before the column stay tabs, so that the mark stands where it should however wide they are.
    const before = text.slice(0, column - 1).replace(/[^\t]/g, " ");
    return [said, `  ${number}${text}`, `  ${" ".repeat(number.length)}${before}\x1b[31m^\x1b[39m`];
  });
  return { ename: "TypeScriptError", evalue: lines.join("\n"), traceback };
}

/** Whatever a cell has thrown. @returns {Failure} */
function thrownFailure(thrown) {
  if (!(thrown instanceof Error || (typeof thrown === "object" && thrown !== null && "stack" in thrown)))
    return { ename: "Thrown", evalue: inspect(thrown), traceback: [`\x1b[31mThrown\x1b[39m: ${inspect(thrown)}`] };
  if (interrupted(thrown))
    return { ename: "KeyboardInterrupt", evalue: "", traceback: ["\x1b[31mKeyboardInterrupt\x1b[39m: the cell was interrupted"] };
  const traceback = inspect(thrown)
    .split("\n")
    .filter((line) => !INNER.test(line));
  return { ename: String(thrown.name || "Error"), evalue: String(thrown.message), traceback };
}

/** What an interrupt throws in a cell's code. */
const interruption = () => Object.assign(new Error("the cell was interrupted"), { name: "KeyboardInterrupt" });

/** Ours, tslab's, which rejects a waiting cell with this message, or vm's, which stops a running one with this code. */
const interrupted = ({ name, message, code }) =>
  name === "KeyboardInterrupt" || message === "Interrupted asynchronously" || code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";

module.exports = { compileFailure, interrupted, interruption, thrownFailure };
