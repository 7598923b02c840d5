import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./kernel";

interface Output {
  output_type: string;
  data?: Record<string, string | string[]>;
}
const notebook = JSON.parse(readFileSync(join(root, "notebooks", "01-quick-start.ipynb"), "utf8")) as {
  cells: { cell_type: string; execution_count: number | null; outputs: Output[] }[];
};
const cells = notebook.cells.filter(({ cell_type }) => cell_type === "code");
const outputs = cells.flatMap((cell) => cell.outputs);

test("the committed notebook was executed from the first to the last cell, without an error", () => {
  expect(cells.map(({ execution_count }) => execution_count)).toEqual(cells.map((_, i) => i + 1));
  expect(outputs.filter(({ output_type }) => output_type === "error" || output_type === "stream")).toEqual([]);
});

test("its figures are there for front ends with plotly.js and for those without", () => {
  const figures = outputs.filter(({ data }) => data?.["application/vnd.plotly.v1+json"]);
  expect(figures.length).toBeGreaterThanOrEqual(3);
  for (const { data } of figures) expect(Buffer.from(String(data!["image/png"]), "base64").subarray(1, 4).toString()).toBe("PNG");
});

test("sender, receiver and capture agree on the bytes in its card", () => {
  const card = outputs.map(({ data }) => [data?.["text/plain"] ?? ""].flat().join("")).find((text) => text.startsWith("run "))!;
  const [, sent, received, captured] = /stolen bytes +([\d,]+) sent, ([\d,]+) received, ([\d,]+) seen/.exec(card)!;
  expect([received, captured]).toEqual([sent, sent]);
});

test("it names no place of the machine that made it", () => {
  expect(JSON.stringify(notebook)).not.toMatch(/"[^"]*(?<![\w.])\/(home|root|tmp|Users|work|var)\//);
});
