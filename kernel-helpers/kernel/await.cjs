"use strict";
const { ts } = require("./tslab.cjs");

/**
 * Makes a top-level `await (x)` work: tslab reads it as the call of a function named await, so it is rewritten to
 * `await Array.of(x)[0]`.
 *
 * @param {string} code
 * @returns {{ code: string, loops: boolean, column(line: number, column: number): number }} `loops`: there is a top-level `for await`, which
 *   tslab takes for no await; `column` maps a place in the new code to the old
 */
function keepAwait(code) {
  const { insertions, loops } = /\bawait\s*\(/.test(code) ? find(code) : { insertions: [], loops: false };
  if (!insertions.length) return { code, loops, column: (_line, column) => column };
  const marks = [];
  let [text, added] = [code, 0];
  for (const { at, what } of insertions) {
    const before = code.slice(0, at).split("\n");
    marks.push({ line: before.length, column: before[before.length - 1].length + 1, length: what.length });
    text = text.slice(0, at + added) + what + text.slice(at + added);
    added += what.length;
  }
  return {
    code: text,
    loops,
    column: (line, column) =>
      unshift(
        marks.filter((mark) => mark.line === line),
        column,
      ),
  };
}

function find(code) {
  const insertions = [];
  let loops = false;
  // Read as a script, never as a module, so that `await` is a name at the top level, as it is for tslab.
  const source = ts.createSourceFile(
    "cell.ts",
    code,
    { languageVersion: ts.ScriptTarget.ES2022, setExternalModuleIndicator: () => {} },
    true,
  );
  (function walk(node) {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isForOfStatement(node) && node.awaitModifier) loops = true;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "await" && node.arguments.length)
      insertions.push({ at: node.expression.end, what: " Array.of" }, { at: node.end, what: `[${node.arguments.length - 1}]` });
    ts.forEachChild(node, walk);
  })(source);
  return { insertions: insertions.sort((a, b) => a.at - b.at), loops };
}

/** Marks are in columns of the old code, ascending; `column` is one of the new code. */
function unshift(marks, column) {
  let back = column;
  for (const mark of marks) if (mark.column < back) back -= Math.min(mark.length, back - mark.column);
  return back;
}

module.exports = { keepAwait };
