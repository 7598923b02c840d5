import { expect, test } from "vitest";
import "../../kernel-helpers/src/metrics/catalogue";
import type { MetricDefinition } from "../../kernel-helpers/src/metrics/graph";
import { findMetric } from "../../kernel-helpers/src/metrics/registry";
import { alone } from "./context";
import { graphOf, type Edge } from "./graphs";

const of = (name: string, edges: readonly Edge[], training: readonly Edge[][]) => {
  const graph = graphOf(edges);
  return (findMetric(name) as MetricDefinition).of(graph, alone(graph, { training: training.map((one) => graphOf(one)) }));
};

// From a to d by b or by c; in training the way by b is the busy one.
const usual: Edge[] = [["a", "b", 1000], ["a", "c", 10], ["b", "d", 1000], ["c", "d", 10]]; // prettier-ignore

test("against training all edges are as long as they are usually, and both ways count the same, whatever the length of a window", () => {
  for (const factor of [1, 60]) {
    const now = usual.map(([from, to, bytes]): Edge => [from, to, bytes * factor]);
    expect([...(of("betweenness.relative", now, [usual, usual]) as Float64Array)]).toEqual([0, 1 / 12, 1 / 12, 0]);
  }
});

test("a way that carries more than usually is the shorter one, though it carries less than the other", () => {
  const now: Edge[] = [["a", "b", 1000], ["a", "c", 20], ["b", "d", 1000], ["c", "d", 20]]; // prettier-ignore
  expect([...(of("betweenness.relative", now, [usual]) as Float64Array)]).toEqual([0, 0, 1 / 6, 0]);
  expect([...(of("betweenness.weighted", now, [usual]) as Float64Array)]).toEqual([0, 1 / 6, 0, 0]);
});

test("an edge that was never seen is taken as usual as the median of all", () => {
  // Median of 1000, 1000, 10, 10 is 505: a–e–d is as long as 505 ÷ 1010 twice, half as long as the others.
  const now: Edge[] = [...usual, ["a", "e", 1010], ["e", "d", 1010]]; // prettier-ignore
  expect([...(of("betweenness.relative", now, [usual]) as Float64Array)]).toEqual([0, 0, 0, 0, 1 / 12]);
});

test("weighted efficiency against training has no unit: twice the traffic is twice as much", () => {
  // d(a, b) = 1 ÷ 1000 and so on, d(a, d) = 2 ÷ 1000: 1000 + 10 + 500 + 1000 + 10 over 12 pairs, against 505.
  expect(of("efficiency.relative", usual, [usual])).toBeCloseTo(2520 / 12 / 505, 12);
  const twice = usual.map(([from, to, bytes]): Edge => [from, to, bytes * 2]);
  expect(of("efficiency.relative", twice, [usual])).toBeCloseTo((2 * 2520) / 12 / 505, 12);
});

test("without training there is nothing to compare with", () => {
  expect(of("efficiency.relative", usual, [])).toBeNaN();
  expect([...(of("betweenness.relative", usual, []) as Float64Array)]).toEqual([NaN, NaN, NaN, NaN]);
});
