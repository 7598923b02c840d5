"use strict";
const vm = require("node:vm");
const { interruption } = require("./failure.cjs");
const { ts } = require("./tslab.cjs");

/** Milliseconds in which what follows awaits goes on at once: then node's loop has a turn, so that timers and messages come through. */
const SLICE = 10;
/** Milliseconds that code has to clean up when it was interrupted; what it awaits after that never comes. */
const CLEANING = 5000;

/**
 * Lets an interrupt end whatever a cell's code does: a loop that never waits, behind an `await` too, and one that waits each time.
 *
 * Node asks for SIGINT between turns of its loop, and vm while a script runs; but what follows an `await` runs in neither. So each
 * `await x` in a cell's code, in its functions too, becomes `await turn(x)`: what follows is run inside a script that SIGINT ends, and an
 * interrupt rejects what the cell's code waits for, so that its loops end and its `finally` is run.
 *
 * @param {() => void} onEnded called when code was ended in its middle: nobody else will settle the promise of its cell
 */
function createTurns(onEnded) {
  const name = "__munnin_turn__";
  /** Cells are told apart by number: what an earlier one has left running goes on when a later one is interrupted. */
  let [newest, running, since, proceed] = [0, null, 0, () => {}];
  const [waiting, ends] = [new Set(), new Map()];
  const script = new vm.Script(`(() => globalThis.${name}.proceed())()`, { filename: "munnin/kernel/turn" });
  globalThis[name] = turn;

  /** Awaited by a cell instead of the value; what follows runs in `guarded`. `close`: called when an interrupt comes first. */
  function turn(value, close = () => {}) {
    const cell = running ?? newest;
    if (performance.now() > (ends.get(cell) ?? Infinity)) return { then() {} };
    return {
      then(resolve, reject) {
        // What follows has to wait for its turn: an interrupt that comes before that still ends it.
        let next = null;
        const settle = (go, isEnd = false) => {
          if (!waiting.has(wait) || (next && !isEnd)) return;
          const isUnderWay = next !== null;
          next = go;
          if (!isUnderWay) resume(() => (waiting.delete(wait), next()), cell);
        };
        const wait = { cell, end: () => (close(), settle(() => reject(interruption()), true)) };
        waiting.add(wait);
        Promise.resolve(value).then(
          (result) => settle(() => resolve(result)),
          (error) => settle(() => reject(error)),
        );
      },
    };
  }

  /** What `for await` goes through instead of the iterable. */
  turn.each = (iterable) => {
    if (iterable === null || iterable === undefined) return iterable; // An error, as without us.
    return {
      [Symbol.asyncIterator]() {
        const inner = iterable[Symbol.asyncIterator]?.() ?? awaited(iterable);
        const close = () => Promise.resolve(inner.return?.()).catch(() => {});
        return { next: () => turn(inner.next(), close), return: async (value) => (await inner.return?.(value)) ?? { done: true, value } };
      },
    };
  };

  turn.proceed = () => {
    const go = proceed;
    proceed = () => {}; // Holds nothing of the cell any longer.
    go();
    process._tickCallback(); // Runs what follows the await here, and not after this script.
  };

  function resume(go, cell) {
    if (running === cell && performance.now() - since < SLICE) go();
    else setImmediate(guarded, go, cell);
  }

  function guarded(go, cell) {
    [proceed, running, since] = [go, cell, performance.now()];
    try {
      script.runInThisContext({ breakOnSigint: true });
    } catch (error) {
      if (error?.code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
      onEnded();
    } finally {
      running = null;
    }
  }

  return {
    rewrite: (converted) => ({ ...converted, output: rewritten(converted.output, name, converted.hasToplevelAwait) }),

    /** A new cell begins. */
    begin: () => void newest++,

    /**
     * Rejects what the newest cell's code waits for; it has a while to clean up, or none.
     *
     * @returns {number} milliseconds until its code goes on no more; 0 when it waits for nothing
     */
    interrupt(now = false) {
      const ours = [...waiting].filter(({ cell }) => cell === newest);
      if (!ends.has(newest) || now) ends.set(newest, performance.now() + (now ? 0 : CLEANING));
      for (const { end } of ours) end();
      return now || ours.length === 0 ? 0 : CLEANING;
    },
  };
}

async function* awaited(iterable) {
  for (const value of iterable) yield value;
}

/** A cell's JavaScript with its awaits as turns; no line begins elsewhere. */
function rewritten(code, name, isAsync) {
  if (!code || !/\bawait\b/.test(code)) return code;
  const parts = [];
  let last = 0;
  for (const { at, what } of insertions(code, name, isAsync)) {
    parts.push(code.slice(last, at), what);
    last = at;
  }
  return parts.join("") + code.slice(last);
}

function insertions(code, name, isAsync) {
  // Parsed as it is run: outside of an async function, `await (x)` would be the call of a function named await.
  const before = isAsync ? "async () => {" : "() => {";
  const source = ts.createSourceFile("cell.js", `${before}${code}\n}`, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const found = [];
  const around = ({ pos, end }, call) => found.push({ at: pos - before.length, what: ` ${call}(` }, { at: end - before.length, what: ")" });
  function walk(node) {
    if (ts.isAwaitExpression(node)) around(node.expression, name);
    if (ts.isForOfStatement(node) && node.awaitModifier) around(node.expression, `${name}.each`);
    ts.forEachChild(node, walk);
  }
  ts.forEachChild(source.statements[0].expression.body, walk);
  return found.sort((a, b) => a.at - b.at);
}

module.exports = { createTurns };
