import { describe, expect, test } from "vitest";
import { InputError } from "../../kernel-helpers/src/config/error";
import { compareMetrics } from "../../kernel-helpers/src/metrics/comparison";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { MetricTable } from "../../kernel-helpers/src/metrics/table";
import { tableOf, together } from "../plot/tables";
import { tableOfVectors } from "./graphs";

const six = tableOf({ a: [1, 3, 2, 4, 1, 7], b: [2, 2, 2, 2, 2, 2] });
const other = tableOf({ a: [2, 5, 3, 8, 1, 8], b: [5, 5, 5, 5, 5, 5] });

test("a comparison is the mean of the differences between windows of the same number", () => {
  // a: 1, 2, 1, 4, 0, 1 has mean 1.5; 1, 3, 2, 4, 1, 7 has mean 3 and squared deviations 4, 0, 1, 1, 4, 16 of mean 13/3.
  const [a, b] = compareMetrics(other, six);
  expect(a).toMatchObject({ metric: "a", pairs: 1, windows: 6, reference: 3, difference: 1.5 });
  expect(a.deviation).toBeCloseTo(Math.sqrt(13 / 3), 12);
  expect(a.low).toBeGreaterThan(0);
  expect(a.low).toBeLessThan(1.5);
  expect(a.high).toBeGreaterThan(1.5);
  expect(a.high).toBeLessThan(4);
  expect(b).toMatchObject({ metric: "b", reference: 2, difference: 3, low: 3, high: 3, deviation: 0, block: 1 });
});

test("a trial compared with itself differs by nothing, surely", () => {
  for (const one of compareMetrics(six, six)) expect(one).toMatchObject({ difference: 0, low: 0, high: 0 });
});

test("the same seed gives the same intervals, whichever metrics are compared beside, and another seed about the same", () => {
  expect(compareMetrics(other, six, { seed: 5, metrics: ["a"] })[0]).toEqual(compareMetrics(other, six, { seed: 5 })[0]);
  const [one, two] = [1, 2].map((seed) => compareMetrics(other, six, { seed })[0]);
  expect(one.high).not.toBe(0);
  expect(Math.abs(one.high - two.high)).toBeLessThan(0.1);
});

test("pairs of trials count by their windows, and each varies about its own mean", () => {
  // Differences 3 in six windows, and 1 in three: (18 + 3) ÷ 9. No window of b differs from its trial's mean, though 2 and 10 are two means.
  const [short, shifted] = [tableOf({ b: [10, 10, 10] }), tableOf({ b: [11, 11, 11] })];
  const [b] = compareMetrics([other, shifted], [six, short], { metrics: ["b"] });
  expect(b).toMatchObject({ pairs: 2, windows: 9, deviation: 0, low: 1, high: 3 });
  expect(b.difference).toBeCloseTo(21 / 9, 12);
});

test("windows outside the span, covered in part, without a value, or missing in one of the two, do not count", () => {
  // Differences 1, 2, 1, 4, 0, 1 of windows 0 to 5.
  expect(compareMetrics(other, six, { span: { from: 1, to: 4.5 }, metrics: ["a"] })[0]).toMatchObject({ windows: 3, difference: 7 / 3 });
  const partly = new MetricTable({
    ...six.parts,
    slices: [{ ...six.parts.slices[0], coverage: Float64Array.from([1, 1, 1, 0.9, 1, 1]) }],
  });
  expect(compareMetrics(other, partly, { metrics: ["a"] })[0]).toMatchObject({ windows: 5, difference: 1 });
  const gap = tableOf({ a: [2, NaN, 3, 8] });
  expect(compareMetrics(gap, six)[0]).toMatchObject({ windows: 3, difference: 2 });
  const none = tableOf({ a: Array<number>(6).fill(NaN) });
  expect(compareMetrics(none, six)[0]).toMatchObject({ windows: 0, difference: NaN, low: NaN, high: NaN, deviation: NaN });
});

test("metrics per node are left out, and so are those that one of the tables lacks", async () => {
  const edges = await tableOfVectors([[100, 50], [100], [100, 60]]);
  const rich = computeMetrics(edges, ["nodes", "strength.out", "bytes.total"]);
  const poor = computeMetrics(edges, ["nodes", "strength.out"]);
  expect(compareMetrics(rich, poor).map(({ metric }) => metric)).toEqual(["nodes"]);
  expect(compareMetrics(rich, rich).map(({ metric, unit }) => [metric, unit])).toEqual([
    ["nodes", ""],
    ["bytes.total", "B"],
  ]);
  expect(() => compareMetrics(rich, rich, { metrics: ["strength.out"] })).toThrow(
    new InputError("compareMetrics: strength.out is per node; only metrics of the whole graph are compared"),
  );
});

describe("what is wrong is said in one line:", () => {
  const two = together(six, tableOf({ a: [1, 2, 3] }, { every: 2 }));
  const coarse = tableOf({ a: [1, 2, 3] }, { every: 2 });
  test.each<[string, () => unknown, string]>([
    ["no trials", () => compareMetrics([], []), "compareMetrics: needs at least one trial and one to compare it with"],
    [
      "one without its pair",
      () => compareMetrics([six, six], six),
      "compareMetrics: needs as many trials as references, in pairs, not 2 and 1",
    ],
    [
      "two granularities",
      () => compareMetrics(two, two),
      "compareMetrics: choose one granularity by every(), the same for all, one of 1, 2",
    ],
    [
      "one granularity and another",
      () => compareMetrics(six, coarse),
      "compareMetrics: choose one granularity by every(), the same for all, one of 1, 2",
    ],
    ["a metric that is not there", () => compareMetrics(six, six, { metrics: ["c"] }), 'the table holds a, b, not "c"'],
    [
      "no metric",
      () => compareMetrics(six, six, { metrics: [] }),
      "compareMetrics: the tables have no metric of the whole graph in common",
    ],
    [
      "a span without a window",
      () => compareMetrics(six, six, { span: { from: 2.5, to: 3.2 } }),
      "span: no whole window of 1 s lies between 2.5 and 3.2; the trials have 6",
    ],
    ["all confidence", () => compareMetrics(six, six, { confidence: 1 }), "confidence: must be above 0 and below 1, not 1"],
    ["no confidence", () => compareMetrics(six, six, { confidence: NaN }), "confidence: must be above 0 and below 1, not NaN"],
    ["few resamples", () => compareMetrics(six, six, { resamples: 10 }), "resamples: must be a whole number from 100 to 1000000, not 10"],
    ["half a seed", () => compareMetrics(six, six, { seed: 0.5 }), "seed: must be a whole number, not 0.5"],
    ["a block of nothing", () => compareMetrics(six, six, { block: 0 }), "block: must be a whole number of windows from 1, not 0"],
    [
      "a block longer than the trials",
      () => compareMetrics(six, six, { block: 7 }),
      "block: must be at most 6, the number of windows in the shortest pair of trials, not 7",
    ],
  ])("%s", (_, compare, message) => {
    expect(compare).toThrow(new InputError(message));
  });
});
