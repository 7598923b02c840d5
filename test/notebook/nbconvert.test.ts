import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { venv } from "./kernel";

interface NotebookCell {
  execution_count: number | null;
  outputs: { output_type: string; text?: string[]; ename?: string; data?: Record<string, string[]> }[];
}

/** Executes cells as nbconvert does it, which is how notebooks run without anybody watching. */
function execute(cells: string[], ...flags: string[]): { status: number | null; output: string; cells: NotebookCell[] } {
  const folder = mkdtempSync(join(tmpdir(), "munnin-test-nbconvert-"));
  const notebook = {
    cells: cells.map((source, i) => ({ cell_type: "code", id: `cell-${i}`, metadata: {}, execution_count: null, outputs: [], source })),
    metadata: { kernelspec: { name: "munnin", display_name: "Munnin (TypeScript)", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(join(folder, "in.ipynb"), JSON.stringify(notebook));
  const args = ["nbconvert", "--to", "notebook", "--execute", "in.ipynb", "--output", "out", ...flags];
  const { status, stderr, error } = spawnSync(join(venv, "bin", "jupyter"), args, { cwd: folder, encoding: "utf8" });
  if (error) throw error;
  const out = join(folder, "out.ipynb");
  return { status, output: stderr, cells: existsSync(out) ? JSON.parse(readFileSync(out, "utf8")).cells : [] };
}

test("an executed notebook has numbers, outputs and results", () => {
  const { status, cells } = execute(['console.log("one"); 1 + 1', "2 + 2"]);
  expect(status).toBe(0);
  expect(cells.map((cell) => cell.execution_count)).toEqual([1, 2]);
  expect(cells[0].outputs).toMatchObject([
    { output_type: "stream", text: ["one\n"] },
    { output_type: "execute_result", data: { "text/plain": ["2"] } },
  ]);
});

test("an error stops nbconvert with exit status 1 and shows the message", () => {
  const { status, output, cells } = execute(['throw new RangeError("too far")', "console.log(2)"]);
  expect(status).toBe(1);
  expect(output).toContain("RangeError: too far");
  expect(cells).toEqual([]);
});

test("with errors allowed, the cells behind a failed one are run", () => {
  const { status, cells } = execute(['throw new RangeError("too far")', 'console.log("still here")'], "--allow-errors");
  expect(status).toBe(0);
  expect(cells[0].outputs).toMatchObject([{ output_type: "error", ename: "RangeError" }]);
  expect(cells[1].outputs).toMatchObject([{ text: ["still here\n"] }]);
});

test("a line of progress is saved once, as it ended", () => {
  const code = `import { progress } from "munnin"; const line = progress("work");
    for (let i = 0; i <= 10; i++) { line.update(i / 10, "step " + i); await new Promise((resolve) => setTimeout(resolve, 60)); }
    line.end("done");`;
  const { cells } = execute([code]);
  expect(cells[0].outputs.length).toBe(1);
  expect(cells[0].outputs[0].data!["text/plain"].join("")).toMatch(/^work █+ 100 % ✓ done$/);
});

test("100,000 lines are saved, each of them", () => {
  const { cells } = execute(['for (let i = 0; i < 100000; i++) console.log("line", i)']);
  const text = cells[0].outputs.map((output) => output.text!.join("")).join("");
  expect(text).toBe(Array.from({ length: 100000 }, (_, i) => `line ${i}\n`).join(""));
});
