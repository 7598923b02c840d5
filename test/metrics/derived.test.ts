import { describe, expect, test } from "vitest";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { derivedFrom } from "../../kernel-helpers/src/metrics/derivedFrom";
import { defineMetric, defineSeries } from "../../kernel-helpers/src/metrics/registry";
import { metricStream } from "../../kernel-helpers/src/metrics/stream";
import { plotMetrics } from "../../kernel-helpers/src/plot/metrics";
import { tableOfVectors } from "./graphs";
import { differences, modifiedZScores, movingAverage, zScores } from "../../kernel-helpers/src/metrics/derived";

const series = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9, NaN, 100);
const training = [0, 1, 2, 3, 4, 5, 6, 7, 8];

test("a difference needs both windows", () => {
  expect([...differences(series)]).toEqual([NaN, 2, 0, 0, 1, 0, 2, 2, NaN, NaN]);
});

test("z-scores count deviations of training, whose mean is 5 and deviation 2", () => {
  expect([...zScores(series, training)]).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2, NaN, 47.5]);
});

test("modified z-scores are by the median 4.5 and the median distance 0.5", () => {
  // |x − 4.5| of training: 2.5 0.5 0.5 0.5 0.5 0.5 2.5 4.5
  expect(modifiedZScores(series, training)[9]).toBeCloseTo((0.6745 * 95.5) / 0.5, 10);
  expect(modifiedZScores(series, training)[0]).toBeCloseTo(-3.3725, 10);
});

test("what never changes in training has no scores", () => {
  const constant = Float64Array.of(0.1, 0.1, 0.1, 5);
  expect([...zScores(constant, [0, 1, 2])]).toEqual([NaN, NaN, NaN, NaN]);
  expect([...modifiedZScores(constant, [0, 1, 2])]).toEqual([NaN, NaN, NaN, NaN]);
  expect([...zScores(constant, [])]).toEqual([NaN, NaN, NaN, NaN]);
});

test("a moving average goes on after a window without a value", () => {
  expect([...movingAverage(Float64Array.of(NaN, 8, 4, NaN, 2), 0.5)]).toEqual([NaN, 8, 6, NaN, 4]);
  expect(() => movingAverage(series, 0)).toThrow("alpha: must be above 0 and at most 1, not 0");
});

describe("in a metric table", () => {
  // Bytes in a window are those of its one sender: 20, 40, 40, 40, 50, 50, 70, 90 in training; 10 windows, the ninth silent.
  const edges = () => tableOfVectors([...series].map((x) => (Number.isNaN(x) ? [] : [10 * x])));
  const known = defineMetric({ name: "spoken", unit: "B", of: (g) => (g.nodeCount === 0 ? NaN : g.out.bytes[0]) });
  const ten = (values: Float64Array) => values.map((x) => 10 * x);

  test("a series of any metric of the whole graph has a name, a unit and a title, and can be drawn", async () => {
    const asked = [
      derivedFrom("spoken", "difference"),
      derivedFrom(known, "zScore"),
      derivedFrom(known, "modifiedZScore"),
      derivedFrom(known, "movingAverage", { alpha: 0.5 }),
    ];
    const table = computeMetrics(await edges(), asked, { training: { from: 0, to: 8 } });
    expect(table.metrics).toEqual(["spoken.difference", "spoken.zScore", "spoken.modifiedZScore", "spoken.movingAverage"]);
    expect(table.metrics.map((name) => table.result(name).unit)).toEqual(["B", "", "", "B"]);
    // Scores do not change with the unit of their values; those above are by the same training.
    expect(table.metrics.map((name) => table.series(name))).toEqual([
      ten(differences(series)),
      zScores(series, training),
      modifiedZScores(series, training),
      ten(movingAverage(series, 0.5)),
    ]);
    expect(plotMetrics(table).title).toBe("Metrics over time");
    expect([...metricStream(await edges(), asked, { training: { from: 0, to: 8 } }).csv()].join("")).toBe(table.toCsv());
  });

  test("a series may be made of a series", async () => {
    // Bytes of two senders turn from (3, 4) to (4, 3) in window 2: by atan 4/3 − atan 3/4.
    const turning = await tableOfVectors([[30, 40], [30, 40], [40, 30], [40, 30]]); // prettier-ignore
    const change = defineSeries(derivedFrom("angle.strength.out", "difference"));
    const values = computeMetrics(turning, ["angle.strength.out.difference"], { training: { from: 0, to: 2 } }).series(change.name);
    const turn = Math.atan(4 / 3) - Math.atan(3 / 4);
    expect([...values]).toEqual([NaN, ...[0, turn, 0].map((x) => expect.closeTo(x, 12) as unknown)]);
    expect(() => computeMetrics(turning, [derivedFrom("changePoint.load", "zScore")], { W: 6 })).toThrow(
      "metric changePoint.load.zScore: W must be at least 20, not 6",
    );
  });

  test("is refused where there is not one value a window, and where it is made of itself", async () => {
    expect(() => derivedFrom("degree.out", "zScore")).toThrow("derivedFrom: degree.out is per node; only values of the whole graph");
    expect(() => derivedFrom("densty", "zScore")).toThrow('did you mean "density"?');
    expect(() => derivedFrom("density", "integral" as never)).toThrow("must be one of difference, zScore, modifiedZScore, movingAverage");
    expect(() => derivedFrom("density", "movingAverage", { alpha: 2 })).toThrow("alpha: must be above 0 and at most 1, not 2");
    const one = defineSeries({ name: "one", from: "two", series: () => new Float64Array(10) });
    defineSeries({ name: "two", from: "one", series: () => new Float64Array(10) });
    const table = await edges();
    expect(() => computeMetrics(table, [one])).toThrow("series one: is made of itself");
    const paired = { name: "paired", from: "pair.density", series: () => new Float64Array(10) };
    expect(() => computeMetrics(table, [paired])).toThrow(
      "series paired: pair.density is per pair, and must be per node or of the whole graph",
    );
  });
});
