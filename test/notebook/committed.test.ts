import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readNotebook } from "./executed";
import { root } from "./kernel";

const folder = join(root, "notebooks");
const names = readdirSync(folder).filter((name) => /^\d.*\.ipynb$/.test(name));

test("the notebooks are numbered, and the index names each", () => {
  expect(names.map((name) => name.slice(0, 2))).toEqual(names.map((_, i) => String(i + 1).padStart(2, "0")));
  const index = readFileSync(join(folder, "README.md"), "utf8");
  for (const name of names) expect(index).toContain(`(${name})`);
});

describe.each(names)("%s as it was committed", (name) => {
  const { json, cells } = readNotebook(join(folder, name));
  const outputs = cells.flatMap((cell) => cell.outputs);

  test("was executed from the first to the last cell, without an error or a warning", () => {
    expect(cells.map(({ execution_count }) => execution_count)).toEqual(cells.map((_, i) => i + 1));
    expect(outputs.filter((output) => output.output_type === "error" || output.name === "stderr")).toEqual([]);
  });

  test("has no line of code that a page would cut", () => {
    const lines = cells.flatMap(({ source }) => [source].flat().join("").split("\n"));
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });

  test("has figures for front ends with plotly.js, for those without, and a text for neither", () => {
    const figures = outputs.filter(({ data }) => data?.["application/vnd.plotly.v1+json"]);
    expect(figures.length).toBeGreaterThanOrEqual(1);
    for (const { data } of figures) {
      expect(Buffer.from(String(data!["image/png"]), "base64").subarray(1, 4).toString()).toBe("PNG");
      expect([data!["text/plain"]].flat().join("")).toMatch(/^\[figure: .+\]$/);
    }
  });

  test("is smaller than 2 MB, and names no place of the machine that made it", () => {
    expect(Buffer.byteLength(json)).toBeLessThan(2_000_000);
    expect(json).not.toMatch(/"[^"]*(?<![\w.])\/(home|root|tmp|Users|work|var)\//);
  });
});

test("06 shows what it says: each sham is a baseline by its interval, and the theft is none", () => {
  const rows = readNotebook(join(folder, "06-the-work-of-a-theft.ipynb")).text("numbers");
  const holdsZero = (what: string): boolean[] =>
    [...rows.matchAll(new RegExp(`what: '${what}',[^}]*low: (\\S+),\\s+high: (\\S+)`, "g"))].map(
      ([, low, high]) => Number(low) <= 0 && Number(high) >= 0,
    );
  expect(holdsZero("baseline − baseline")).toEqual(Array(5).fill(true));
  expect(holdsZero("sham − baseline")).toEqual(Array(5).fill(true));
  expect(holdsZero("theft − baseline")).toEqual(Array(5).fill(false));
});
