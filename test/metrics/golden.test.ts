import { describe, expect, test } from "vitest";
import { betweennessCentrality } from "../../kernel-helpers/src/metrics/algorithms/betweenness";
import { currentFlowBetween } from "../../kernel-helpers/src/metrics/algorithms/currentFlow";
import "../../kernel-helpers/src/metrics/catalogue";
import type { MetricDefinition } from "../../kernel-helpers/src/metrics/graph";
import { findMetric } from "../../kernel-helpers/src/metrics/registry";
import { alone as context } from "./context";
import { golden, graphOf } from "./graphs";

// Values of the predecessor's definitions, by networkx 3.6 and numpy 2.4; nodes a.1, b.1, b.2, c.1.
const graph = graphOf(golden);
const value = (name: string): number[] => {
  const answer = (findMetric(name) as MetricDefinition).of(graph, context(graph));
  return typeof answer === "number" ? [answer] : [...answer];
};

describe("the reference's golden graph", () => {
  test.each<[string, number[]]>([
    ["pathLength.networkx", [1.6666667]],
    ["pathLength.legacy", [0.07125]],
    ["reciprocity.edges", [0.6666667]],
    ["reciprocity.edges.legacy", [0.6666667]],
    ["density.legacy", [0.5]],
    ["reciprocity.weighted", [0.3673469]],
    ["reciprocity.legacy", [0.0408163]],
    ["currentFlow", [0.7322404, 0, 0.4590164, 0.0765027]],
    ["betweenness", [0.6666667, 0, 0.3333333, 0.3333333]],
    ["load", [0.6666667, 0, 0.3333333, 0.3333333]],
    ["harmonic", [2.5, 1.8333333, 2.5, 1.8333333]],
    ["harmonic.weighted", [57.5, 116.0676533, 92.5714286, 63.3333333]],
    ["betweenness.endpoints", [0.9166667, 0.5, 0.6666667, 0.6666667]],
  ])("has the %s %j", (name, expected) => {
    value(name).forEach((number, i) => expect(number).toBeCloseTo(expected[i], 7));
    expect(value(name).length).toBe(expected.length);
  });

  test("has the eigenvector that networkx's iteration stops 2e-6 before", () => {
    [0.5262033, 0.3531069, 0.6423572, 0.4310486].forEach((expected, i) => expect(value("eigenvector")[i]).toBeCloseTo(expected, 5));
  });

  test("has betweenness of paths from b.1 to c.1 at a.1 and b.2 alone", () => {
    const subset = betweennessCentrality(graph, { length: "inverseBytes", sources: [1], targets: [3] });
    expect([...subset]).toEqual([1 / 6, 0, 1 / 6, 0]);
  });

  test("has the current from b.1 to c.1 that the predecessor had, which gave the ends 1/2 instead of 1, halved, and added 1 / (2 − n)", () => {
    // Users are neither inside nor outside: b.1 alone is the source.
    const alike = graphOf(golden, { "a.1": "client", "b.2": "client", "c.1": "outside" });
    const legacy = (findMetric("currentFlow.outside.legacy") as MetricDefinition).of(alike, context(alike)) as Float64Array;
    [0, -0.25, -0.1557377, -0.25].forEach((expected, i) => expect(legacy[i]).toBeCloseTo(expected, 7));
    // Today's definition of the same current: 1 at the ends.
    const flows = currentFlowBetween(alike, [1], [3]);
    expect([...flows]).toEqual([1, 1, 2 * (0.5 - 0.1557377), 1].map((share) => expect.closeTo(share, 6) as unknown));
  });
});
