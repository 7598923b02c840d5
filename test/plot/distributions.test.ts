import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { correlation } from "../../kernel-helpers/src/metrics/correlation";
import { MetricTable } from "../../kernel-helpers/src/metrics/table";
import { plotBoxes } from "../../kernel-helpers/src/plot/boxes";
import { plotCorrelations } from "../../kernel-helpers/src/plot/correlation";
import { plotMissing } from "../../kernel-helpers/src/plot/missing";
import { quantile } from "../../kernel-helpers/src/table/quantile";
import { root } from "../house/scripts";
import { draws } from "../pcap/random";
import { labelled, tableOf, together } from "./tables";

interface Trace {
  type: string;
  name: string;
  x: number[];
  y: (number | string)[];
  z: (number | null)[][];
  q1: number[];
  median: number[];
  q3: number[];
  lowerfence: number[];
  upperfence: number[];
  customdata: string[];
  text: string[];
  showlegend: boolean;
  xaxis: string;
}
const traces = (figure: { data: readonly object[] }) => figure.data as Trace[];
const numpy = (expression: string, input: unknown): unknown =>
  JSON.parse(
    execFileSync(
      join(root, ".venv/bin/python"),
      ["-c", `import json, sys, numpy\nx = json.load(sys.stdin)\nprint(json.dumps(${expression}))`],
      {
        input: JSON.stringify(input),
      },
    ).toString(),
  );

const { whole } = draws(5);
const random = (length: number) => Array.from({ length }, () => whole(0, 10_000) / 100);

test("quantiles are numpy's", () => {
  const shares = [0, 0.05, 0.25, 0.5, 0.95, 1];
  for (const length of [1, 2, 7, 40]) {
    const values = random(length);
    const sorted = Float64Array.from(values).sort();
    const expected = numpy("[float(numpy.quantile(x[0], q)) for q in x[1]]", [values, shares]) as number[];
    shares.forEach((share, i) => expect(quantile(sorted, share)).toBeCloseTo(expected[i], 10));
  }
  expect(quantile([], 0.5)).toBeNaN();
});

test("correlations are numpy's, over the windows in which both series have a value", () => {
  const [a, b] = [random(50), random(50)];
  const expected = numpy("float(numpy.corrcoef(x[0], x[1])[0, 1])", [a, b]) as number;
  expect(correlation(a, b)).toBeCloseTo(expected, 12);
  expect(correlation([NaN, ...a, 3], [1, ...b, NaN])).toBeCloseTo(expected, 12);
  expect(correlation(a, a)).toBe(1);
  expect(correlation([5.1, 5.1, 5.1], [1, 2, 3])).toBeNaN();
  expect(correlation([1, 2, NaN], [1, 2, 3])).toBeNaN();
});

describe("box plots", () => {
  // Windows of 1 s: 3 is touched by the theft, 4 and 5 lie in it; window 0 has no value.
  const marks = [{ start: 3.5, end: 6, kind: "exfiltration" }];
  const fine = tableOf({ a: [NaN, 1, 2, 100, 50, 60, 3, 4], b: [1, 1, 1, 1, 1, 1, 1, 1] }, { marks });
  const coarse = tableOf({ a: [10, 20, 30, 40], b: [2, 2, 2, 2] }, { every: 2, marks });

  test("have boxes of the windows without exfiltration, and dots of those under it", () => {
    const [box, grey, positive] = traces(plotBoxes(fine, { metrics: ["a"] }));
    const quiet = [1, 2, 3, 4];
    expect([box.q1, box.median, box.q3]).toEqual([[1.75], [2.5], [3.25]]);
    const [low, high] = numpy("[float(v) for v in numpy.quantile(x, [.05, .95])]", quiet) as number[];
    expect([box.lowerfence[0], box.upperfence[0]].map((value) => value.toFixed(9))).toEqual([low.toFixed(9), high.toFixed(9)]);
    expect([positive.y, positive.customdata]).toEqual([
      [50, 60],
      ["4–5 s", "5–6 s"],
    ]);
    expect([grey.y, grey.customdata]).toEqual([[100], ["3–4 s"]]);
  });

  test("have bytes a second, whatever the length of a window", () => {
    // The same traffic: 100 B in each second, 150 in each under exfiltration.
    const seconds = tableOf({ a: [100, 100, 100, 100, 150, 150, 100, 100] }, { marks, unit: "B" });
    const pairs = tableOf({ a: [200, 200, 300, 200] }, { every: 2, marks, unit: "B" });
    const figure = plotBoxes(together(seconds, pairs));
    const [box, , positive] = traces(figure);
    expect([box.median, positive.y]).toEqual([[100, 100], [150, 150, 150]]); // prettier-ignore
    expect((figure.layout as { yaxis: { title: { text: string } } }).yaxis.title.text).toBe("B/s");
  });

  test("leave out windows that the capture covers in part, as correlations do", () => {
    const { parts } = fine;
    const coverage = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 0.5);
    const partly = new MetricTable({ ...parts, slices: [{ ...parts.slices[0], coverage }] });
    const [box] = traces(plotBoxes(partly, { metrics: ["a"] }));
    expect([box.q1, box.median, box.q3]).toEqual([[1.5], [2], [2.5]]); // Of 1, 2 and 3, without the 4.
    const both = tableOf({ a: [1, 2, 3, 4, 5, 6, 7, 100], b: [1, 2, 3, 4, 5, 6, 7, -100] });
    const ending = new MetricTable({ ...both.parts, slices: [{ ...both.parts.slices[0], coverage }] });
    expect(traces(plotCorrelations(ending))[0].z[0][1]).toBe(1);
  });

  test("go by the labels of the ledger where there are some", () => {
    const table = labelled(fine, "nnnnnngp");
    const [, grey, positive] = traces(plotBoxes(table, { metrics: ["a"] }));
    expect([positive.y, grey.y]).toEqual([[4], [3]]);
  });

  test("have a place for each granularity, a colour for each level and a panel for each metric", () => {
    const instances = tableOf({ a: [1, 2, 3, 4, 5, 6, 7, 8], b: [1, 1, 1, 1, 1, 1, 1, 1] }, { level: "instance", marks });
    const boxes = traces(plotBoxes([together(fine, coarse), instances])).filter(({ type }) => type === "box");
    expect(boxes.map(({ name, x, xaxis }) => [name, x.map((at) => Math.abs(Math.round(at))), xaxis])).toEqual([
      ["level service", [0, 1], "x"],
      ["level instance", [0], "x"],
      ["level service", [0, 1], "x2"],
      ["level instance", [0], "x2"],
    ]);
    expect(boxes.map(({ showlegend }) => showlegend)).toEqual([true, true, false, false]);
  });

  test("are the same each time", () => {
    expect(JSON.stringify(plotBoxes(fine))).toBe(JSON.stringify(plotBoxes(fine)));
  });

  test("need a metric of the whole graph, and one table of each level", () => {
    expect(() => plotBoxes(fine, { metrics: ["c"] })).toThrow('plotBoxes: the table holds a, b, not "c"');
    expect(() => plotBoxes([])).toThrow("plotBoxes: needs a metric table");
    expect(() => plotBoxes([fine, coarse])).toThrow("two tables are of level service");
  });
});

test("heat maps of correlations are of values or of changes, and empty for a constant metric", () => {
  const [a, b] = [random(20), random(20)];
  const drift = a.map((value, i) => value + 1000 * i);
  const table = tableOf({ drift, b: b.map((value, i) => value + 1000 * i), constant: a.map(() => 7) });
  const cells = (differenced: boolean) => traces(plotCorrelations(table, { differenced }))[0].z;
  const expected = numpy("[float(numpy.corrcoef(x)[0, 1]), float(numpy.corrcoef(numpy.diff(x))[0, 1])]", [
    drift,
    b.map((value, i) => value + 1000 * i),
  ]) as number[];
  expect(cells(false)[0][1]).toBeCloseTo(expected[0], 4);
  expect(cells(true)[0][1]).toBeCloseTo(expected[1], 4);
  expect(cells(false)[2]).toEqual([null, null, null]);
  expect(cells(false)[0][0]).toBe(1);
});

test("bars count the values that are not defined, by granularity and level", () => {
  const service = together(tableOf({ a: [NaN, 1, NaN, 3], b: [1, 1, 1, 1] }), tableOf({ a: [NaN, 1], b: [1, 1] }, { every: 2 }));
  const instance = tableOf({ a: [1, 2, 3, NaN], b: [1, 1, 1, 1] }, { level: "instance" });
  const bars = traces(plotMissing([service, instance]));
  expect(bars.map(({ name, x, y, text }) => [name, x, y, text])).toEqual([
    ["level service, 1 s", [50], ["A"], ["2 of 4"]],
    ["level service, 2 s", [50], ["A"], ["1 of 2"]],
    ["level instance, 1 s", [25], ["A"], ["1 of 4"]],
  ]);
  expect(JSON.stringify(plotMissing(tableOf({ a: [1, 2] })).layout)).toContain("the metric has a value in every window");
});
