import { join } from "node:path";
import { expect, test } from "vitest";
import { readNotebook } from "./executed";
import { root } from "./kernel";

const notebook = readNotebook(join(root, "notebooks", "01-quick-start.ipynb"));

test("the committed quick start has figures of the graph, of metrics, and of a metric of one's own", () => {
  for (const cell of ["graph", "metrics", "own"]) expect(notebook.traces(cell).length).toBeGreaterThan(0);
});

test("sender, receiver and capture agree on the bytes in its card", () => {
  const [, sent, received, captured] = /stolen bytes +([\d,]+) sent, ([\d,]+) received, ([\d,]+) seen/.exec(notebook.text("run"))!;
  expect([received, captured]).toEqual([sent, sent]);
});
