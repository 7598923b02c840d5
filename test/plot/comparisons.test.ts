import { expect, test } from "vitest";
import { InputError } from "../../kernel-helpers/src/config/error";
import type { MetricComparison } from "../../kernel-helpers/src/metrics/comparison";
import { plotComparisons } from "../../kernel-helpers/src/plot/comparisons";

interface Trace {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly error_x: { readonly array: readonly number[]; readonly arrayminus: readonly number[] };
  readonly marker: { readonly symbol: readonly string[]; readonly color: string };
  readonly text: readonly string[];
}
interface Layout {
  readonly xaxis: { readonly range: readonly [number, number]; readonly tickvals: readonly number[]; readonly ticktext: readonly string[] };
  readonly yaxis: { readonly ticktext: readonly string[]; readonly range: readonly number[] };
  readonly annotations: readonly { readonly text: string }[];
}

const comparison = (metric: string, [low, difference, high]: readonly number[], deviation: number, unit = ""): MetricComparison => ({
  metric,
  unit,
  pairs: 1,
  windows: 10,
  block: 2,
  reference: 1,
  difference,
  low,
  high,
  deviation,
});
const drawn = (groups: Parameters<typeof plotComparisons>[0]) => {
  const { data, layout } = plotComparisons(groups);
  return { traces: data as readonly Trace[], layout: layout as Layout };
};

test("a difference stands at so many deviations, its interval around it, and is open where that holds 0", () => {
  const { traces, layout } = drawn({
    baselines: [comparison("a", [-2, 1, 4], 2, "B"), comparison("b<c", [1, 2, 30], 1)],
    sham: [comparison("a", [2, 4, 6], 2)],
  });
  expect(traces.map(({ name }) => name)).toEqual(["baselines", "sham"]);
  expect(layout.yaxis.ticktext).toEqual(["a", "b&#60;c"]);
  const [{ x, y, error_x, marker, text }, sham] = traces;
  // asinh 0.5 = 0.4812, asinh −1 = −0.8814, asinh 2 = 1.4436, asinh 30 = 4.0946.
  [0.4812, 1.4436].forEach((expected, i) => expect(x[i]).toBeCloseTo(expected, 4));
  expect(x[0] - error_x.arrayminus[0]).toBeCloseTo(-0.8814, 3);
  expect(x[0] + error_x.array[0]).toBeCloseTo(1.4436, 3);
  expect(x[1] + error_x.array[1]).toBeCloseTo(4.0946, 3);
  expect(marker.symbol).toEqual(["circle-open", "circle"]);
  expect(sham.marker.symbol).toEqual(["square"]);
  expect(text[0]).toBe("a<br>1 (−2 to 4) B");
  // Both dots of a metric are in its row, the first group's above.
  expect(y[0]).toBeLessThan(sham.y[0]);
  expect(Math.max(Math.abs(y[0]), Math.abs(sham.y[0]))).toBeLessThan(0.5);
  expect(layout.xaxis.range[1]).toBeGreaterThan(4.0946);
  expect(layout.xaxis.ticktext).toContain("20");
  expect(layout.xaxis.ticktext).not.toContain("50");
  expect(layout.xaxis.tickvals[layout.xaxis.ticktext.indexOf("−2")]).toBeCloseTo(-1.4436, 4);
});

test("of a constant metric nothing is drawn but that nothing differs; and where nothing can be drawn, it says so", () => {
  const constant = [comparison("same", [0, 0, 0], 0), comparison("moved", [3, 3, 3], 0), comparison("none", [NaN, NaN, NaN], NaN)];
  const { traces, layout } = drawn({ baselines: constant });
  expect(traces[0].x).toEqual([0]);
  expect(layout.annotations).toEqual([]);
  expect(drawn({ baselines: constant.slice(1) }).layout.annotations.map(({ text }) => text)).toEqual([
    "no metric varies and has values in both",
  ]);
});

test("what cannot be drawn is refused in one line", () => {
  const one = [comparison("a", [0, 0, 0], 1)];
  expect(() => plotComparisons({})).toThrow(new InputError("plotComparisons: needs 1 to 6 groups, not 0"));
  const seven = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`g${i}`, one]));
  expect(() => plotComparisons(seven)).toThrow(new InputError("plotComparisons: needs 1 to 6 groups, not 7"));
  expect(() => plotComparisons({ sham: [] })).toThrow(new InputError("plotComparisons: the groups have no metric"));
});
