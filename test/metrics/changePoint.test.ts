import { expect, test } from "vitest";
import { changePoints } from "../../kernel-helpers/src/metrics/changePoint";
import { askPython } from "../oracle/networkx";
import { draws } from "../pcap/random";

const angles = (rows: readonly (readonly number[])[], W: number, shrunken = false) =>
  changePoints({ windowCount: rows.length, nodes: rows[0].map(String), at: (window) => Float64Array.from(rows[window]) }, W, { shrunken });

test("nodes that rise and fall together have no change points, be they with or against each other", () => {
  const rows = [3, 1, 4, 1, 5, 9, 2, 6, 5].map((x) => [x, 2 * x + 1, 50 - 3 * x]);
  const found = angles(rows, 3);
  expect([...found.slice(0, 5)]).toEqual([NaN, NaN, NaN, NaN, NaN]);
  for (const angle of found.slice(5)) expect(angle).toBeCloseTo(0, 7);
});

// Golden values of the reference, section 8.3 ("canon"); its data are nodes that rise by steps of 2 and 4, and one that falls as they rise.
const steps = [15, 17, 19, 21, 25, 27, 29, 31, 35, 37, 39, 41, 43];
const nine = steps.slice(0, 9);
test.each<[string, number[][], number[]]>([
  ["of three nodes", nine.map((x) => [x, x + 10, x - 1]), [0, 0, 0, 0]],
  ["with one that decreases", nine.map((x) => [x, x + 10, x - 1, 39 - x]), [0, 0, 0, 0]],
  ["in another order", nine.map((x) => [x, 39 - x, x + 10, x - 1]), [0, 0, 0, 0]],
  [
    "in another order, with a spike in the seventh window",
    steps.map((x, window) => [x, 39 - x, x + 10, window === 6 ? 38 : x - 1]),
    [0, 0.0173269, 0.2599427, 0.6873396, 0.3526184, 0.3468832, 0.2542863, 0],
  ],
])("change points over three windows %s are the reference's", (_, rows, expected) => {
  const found = angles(rows, 3);
  expect(found.slice(0, 5).every(Number.isNaN)).toBe(true);
  expect([...found.slice(5)]).toEqual(expected.map((angle) => expect.closeTo(angle, 7) as unknown));
});

test("a node that turns against the others is a change point", () => {
  const rows = Array.from({ length: 16 }, (_, k) => [k % 4, 2 * (k % 4), k < 12 ? k % 4 : -(k % 4)]);
  const found = angles(rows, 4);
  expect(found[11]).toBeCloseTo(0, 7);
  expect(found[15]).toBeGreaterThan(1);
});

test("windows in which nothing changes have no principal eigenvector", () => {
  expect([...angles(Array<number[]>(9).fill([1, 2, 3]), 3)]).toEqual(Array<number>(9).fill(NaN));
});

test("two groups that know nothing of each other have no principal eigenvector, however fast power iteration settles on a mixture", () => {
  // Correlations are blocks of ones: both eigenvalues are 2.
  const rows = Array.from({ length: 12 }, (_, k) => [k % 2, 3 * (k % 2), (k >> 1) % 2, 5 - ((k >> 1) % 2)]);
  expect([...angles(rows, 4)]).toEqual(Array<number>(12).fill(NaN));
});

test("change points of 140 random series, of plain and of shrunken correlations, equal numpy's", () => {
  const series = Array.from({ length: 140 }, (_, seed) => {
    const { whole, next } = draws(seed);
    const [W, nodes, constant] = [whole(3, 8), whole(1, 12), next() < 0.3];
    const rows = Array.from({ length: 3 * W }, () =>
      Array.from({ length: nodes }, (_, i) => (constant && i === 0 ? 0.1 : next() < 0.1 ? 0 : whole(1, 1000))),
    );
    return { W, rows, shrunken: seed % 2 === 0 };
  });
  const answers = askPython("changePoints.py", series) as (number | null)[][];
  let defined = 0;
  series.forEach(({ W, rows, shrunken }, i) => {
    const found = angles(rows, W, shrunken);
    answers[i].forEach((expected, window) => {
      if (expected === null) expect(found[window], `series ${i}, window ${window}`).toBeNaN();
      // The arc cosine loses half of its digits near 0 and π, where the angle of the product does not.
      else
        expect(Math.abs(found[window] - expected), `series ${i}, window ${window}`).toBeLessThan(Math.sin(expected) > 1e-3 ? 1e-9 : 1e-7);
      if (expected !== null) defined++;
    });
  });
  expect(defined).toBeGreaterThan(600);
});

test("of unrelated nodes shrunken correlations turn less than plain ones do", () => {
  // Twelve nodes that rise together, but for noise twice as large, over windows of 20: nothing changes.
  const { next } = draws(5);
  const noise = () => (next() + next() + next() - 1.5) * 4;
  const rows = Array.from({ length: 120 }, () => {
    const together = noise();
    return Array.from({ length: 12 }, () => 100 + together + 2 * noise());
  });
  const median = (values: Float64Array) => values.filter((value) => !Number.isNaN(value)).sort()[40];
  expect(median(angles(rows, 20, true))).toBeLessThan(0.8 * median(angles(rows, 20)));
});
