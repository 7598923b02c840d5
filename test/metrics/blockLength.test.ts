import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blockLength } from "../../kernel-helpers/src/metrics/blockLength";

interface Case {
  readonly series: readonly number[];
  /** Of arch.bootstrap.optimal_block_length; test/oracle/blockLength.py made them. */
  readonly circular: number;
}
const cases = JSON.parse(readFileSync(join(__dirname, "..", "oracle", "blockLength.json"), "utf8")) as Case[];

test("the length of blocks is arch's, rounded up, for series that depend on their neighbours little, much, or the other way", () => {
  expect(cases.length).toBeGreaterThan(10);
  expect(cases.map(({ series }) => blockLength([Float64Array.from(series)]))).toEqual(cases.map(({ circular }) => Math.ceil(circular)));
});

test("a series in two halves keeps its blocks about as long, and what one trial's mean is above another's is no dependence", () => {
  const { series, circular } = cases.find(({ series }) => series.length === 250)!;
  const [first, second] = [series.slice(0, 125), series.slice(125)].map((half) => Float64Array.from(half));
  const together = blockLength([first, second]);
  expect(Math.abs(together - circular)).toBeLessThan(2);
  expect(blockLength([first, second.map((value) => value + 1000)])).toBe(together);
});

test("blocks are at most a third of the shortest series; constant series and such without values have blocks of one", () => {
  const rising = Float64Array.from({ length: 30 }, (_, i) => i);
  // arch: 7.63, and 3.31.
  expect(blockLength([rising])).toBe(8);
  expect(blockLength([rising.slice(0, 15)])).toBe(4);
  expect(blockLength([rising, rising.slice(0, 6)])).toBe(2);
  expect(blockLength([rising.slice(0, 1)])).toBe(1);
  expect(blockLength([rising.map(() => 0.1)])).toBe(1);
  expect(blockLength([rising.map(() => NaN)])).toBe(1);
});
