import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { pairsOf } from "./pairs";

const folder = join(__dirname, "../captures");
const captures = readdirSync(folder).filter((name) => /\.p?cap(ng)?$/.test(name));

/** What tshark sees, by capture; `golden.py` beside the captures made it. */
function golden(): Map<string, string[]> {
  const byCapture = new Map<string, string[]>();
  for (const line of readFileSync(join(folder, "golden.tsv"), "utf8").trim().split("\n").slice(1)) {
    const [capture, ...row] = line.split("\t");
    const rows = byCapture.get(capture) ?? [];
    byCapture.set(capture, rows);
    if (row[0] !== "-") rows.push(row.join(" "));
  }
  return byCapture;
}

const expected = golden();

test("every capture has golden values", () => {
  expect(captures.filter((name) => !expected.has(name))).toEqual([]);
  expect(captures.length).toBe(26);
});

test.each(captures)("%s has the pairs, frames, bytes and wire bytes that tshark sees", async (name) => {
  // That capture has time stamps from 2015 to the year 586524.
  const edges = await readEdges([{ file: join(folder, name) }], { every: name === "pcapng-example.pcapng" ? 1e9 : 3600 });
  expect(pairsOf(edges)).toEqual([...expected.get(name)!].sort());
});
