import { describe, expect, test } from "vitest";
import { anglesToPrevious, anglesToReference } from "../../kernel-helpers/src/metrics/angle";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import type { VectorSeries } from "../../kernel-helpers/src/metrics/graph";
import { metricStream } from "../../kernel-helpers/src/metrics/stream";
import { tableOfVectors } from "./graphs";

function vectorSeries(vectors: readonly (readonly number[])[]): VectorSeries {
  const width = Math.max(...vectors.map((vector) => vector.length));
  return {
    windowCount: vectors.length,
    nodes: Array.from({ length: width }, String),
    at: (window) => Float64Array.from({ length: width }, (_, i) => vectors[window][i] ?? 0),
  };
}

// Golden values of the reference, section 8.2; the first W windows have none.
test.each([
  [
    1,
    [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    [0, 0, 0],
  ],
  [
    2,
    [
      [1, 1],
      [2, 2],
      [3, 3],
      [1, 1],
    ],
    [0, 0],
  ],
  [
    2,
    [
      [1, 1],
      [4, 2],
      [2, 4],
      [1000, 1000],
    ],
    [0.5667292, 0],
  ],
  [2, [[1, 1], [4, 2], [], [], [1000, 1000], [1000, 1000], [1000, 1000]], [NaN, NaN, NaN, 0, 0]],
  [
    2,
    [
      [0, 0],
      [4, 2],
      [2, 4],
      [0, 0],
      [1000, 1000],
      [1000, 1000],
      [1000, 1000],
    ],
    [0.6435011, NaN, 0.32175055, 0, 0],
  ],
  [
    2,
    [
      [0, 0],
      [4, 2],
      [2, 4],
      [0, 0, 4],
      [1000, 1000, 3],
      [1000, 1000, 2],
      [1000, 1000],
    ],
    [0.6435011, 1.5707963, 0.7833984, 0.00353549, 0.0017677651],
  ],
])("angles to the mean of the %i windows before %j are %j", (W, vectors, expected) => {
  const angles = [...anglesToPrevious(vectorSeries(vectors), W)];
  expect(angles.slice(0, W).every(Number.isNaN)).toBe(true);
  const rest = angles.slice(W);
  expect(rest).toHaveLength(expected.length);
  rest.forEach((angle, i) => (Number.isNaN(expected[i]) ? expect(angle).toBeNaN() : expect(angle).toBeCloseTo(expected[i], 7)));
});

test("an angle far below the square root of the machine's precision is still right", () => {
  // atan(1e-10) = 1e-10; the arc cosine would say 0.
  expect(
    anglesToReference(
      vectorSeries([
        [1, 0],
        [1, 1e-10],
      ]),
      [0],
    )[1],
  ).toBeCloseTo(1e-10, 20);
});

describe("a steady theft that begins in window 4", () => {
  const quiet = [1000, 100];
  const theft = [1000, 1100];
  const vectors = [quiet, quiet, quiet, quiet, theft, theft, theft, theft, theft, theft, quiet, quiet];
  const names = ["angle.strength.out", "angle.strength.out.legacy"];
  // The angle between (1000, 100) and (1000, 1100) is atan 1.1 − atan 0.1 = 0.7333128 rad.
  const away = Math.atan(1.1) - Math.atan(0.1);

  test("stays visible against frozen training windows", async () => {
    const table = computeMetrics(await tableOfVectors(vectors, { marks: [{ start: 4, end: 10, kind: "exfiltration" }] }), names);
    const series = [...table.series("angle.strength.out")];
    series.forEach((angle, window) => expect(angle).toBeCloseTo(window >= 4 && window < 10 ? away : 0, 12));
  });

  test("vanishes against the windows before, and rises again when it ends", async () => {
    const series = computeMetrics(await tableOfVectors(vectors), names, { W: 3 }).series("angle.strength.out.legacy");
    expect(series[4]).toBeCloseTo(away, 12);
    expect(series[7]).toBeCloseTo(0, 12);
    expect(series[10]).toBeCloseTo(away, 12);
  });

  test("is compared with the training span that is asked for", async () => {
    const table = computeMetrics(await tableOfVectors(vectors), names, { training: { from: 4, to: 10 } });
    expect(table.series("angle.strength.out")[0]).toBeCloseTo(away, 12);
    expect(table.series("angle.strength.out")[5]).toBeCloseTo(0, 12);
  });

  test("has no angle at lengths of windows that do not fit into the span, and is refused when none does", async () => {
    const both = await tableOfVectors(vectors, { every: [1, 4] });
    const table = computeMetrics(both, ["angle.strength.out"], { training: { from: 0, to: 3 } });
    expect(table.every(1).series("angle.strength.out")[5]).toBeCloseTo(away, 12);
    expect([...table.every(4).series("angle.strength.out")]).toEqual([NaN, NaN, NaN]);
    const message = "training: no whole window of 1, 4 s with traffic lies between 20 and 30 s";
    expect(() => computeMetrics(both, names, { training: { from: 20, to: 30 } })).toThrow(message);
    expect(() => metricStream(both, names, { training: { from: 20, to: 30 } })).toThrow(message);
  });

  test("has none either when the theft begins before the first window ends: it would be its own reference", async () => {
    const early = [{ start: 2, end: 10, kind: "exfiltration" }];
    const table = computeMetrics(await tableOfVectors(vectors, { every: [1, 4], marks: early }), ["angle.strength.out"]);
    expect(table.every(1).series("angle.strength.out")[5]).toBeCloseTo(away, 12);
    expect([...table.every(4).series("angle.strength.out")]).toEqual([NaN, NaN, NaN]);
    // Without marks nobody knows, and a capture of one window is its own reference.
    expect([...computeMetrics(await tableOfVectors([quiet]), ["angle.strength.out"]).series("angle.strength.out")]).toEqual([0]);
  });

  test("has no angle where the window is silent", async () => {
    const table = computeMetrics(await tableOfVectors([quiet, quiet, [], theft]), names, { training: { from: 0, to: 2 } });
    expect([...table.series("angle.strength.out")].map((angle) => Number(angle.toFixed(6)))).toEqual([0, 0, NaN, Number(away.toFixed(6))]);
  });
});
