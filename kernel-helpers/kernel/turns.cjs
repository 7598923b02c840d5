"use strict";
const vm = require("node:vm");
const { ts } = require("./tslab.cjs");

/**
 * Lets an interrupt end code of a cell that never waits, also behind a top-level `await`.
 *
 * Node asks for SIGINT between turns of its loop, and vm while a script runs; but what follows an `await` runs in neither. So each top-level
 * `await x` of a cell becomes `await turn(x)`, and what follows it is run inside a script that SIGINT ends.
 *
 * @param {() => void} onInterrupt called when code was ended: nobody else will settle the promise of its cell
 */
function createTurns(onInterrupt) {
  const name = "__munnin_turn__";
  let proceed = () => {};
  globalThis[name] = turn;
  const script = new vm.Script(`(() => globalThis.${name}.proceed())()`, { filename: "munnin/kernel/turn" });

  /** Awaited by a cell instead of the value; what follows runs in `guarded`. */
  function turn(value) {
    return {
      then(resolve, reject) {
        Promise.resolve(value).then(
          (result) => setImmediate(guarded, () => resolve(result)),
          (error) => setImmediate(guarded, () => reject(error)),
        );
      },
    };
  }
  turn.proceed = () => {
    const go = proceed;
    proceed = () => {}; // Holds nothing of the cell any longer.
    go();
    process._tickCallback(); // Runs what follows the await here, and not after this script.
  };

  function guarded(go) {
    proceed = go;
    try {
      script.runInThisContext({ breakOnSigint: true });
    } catch (error) {
      if (error?.code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
      onInterrupt();
    }
  }

  /** A cell's JavaScript with its top-level awaits as turns; no line begins elsewhere. */
  return (code) => {
    if (!/\bawait\b/.test(code)) return code;
    const parts = [];
    let last = 0;
    for (const { at, what } of insertions(code, name)) {
      parts.push(code.slice(last, at), what);
      last = at;
    }
    return parts.join("") + code.slice(last);
  };
}

/** What is parsed around the code: outside of an async function, `await (x)` would be the call of a function named await. */
const WRAP = { before: "async () => {", after: "\n}" };

function insertions(code, name) {
  const found = [];
  const source = ts.createSourceFile("cell.js", WRAP.before + code + WRAP.after, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const at = (position) => position - WRAP.before.length;
  function walk(node) {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isAwaitExpression(node))
      found.push({ at: at(node.expression.pos), what: ` ${name}(` }, { at: at(node.expression.end), what: ")" });
    ts.forEachChild(node, walk);
  }
  ts.forEachChild(source.statements[0].expression.body, walk);
  return found.sort((a, b) => a.at - b.at);
}

module.exports = { createTurns };
