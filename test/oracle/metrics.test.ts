import { expect, test } from "vitest";
import "../../kernel-helpers/src/metrics/catalogue";
import type { MetricDefinition } from "../../kernel-helpers/src/metrics/graph";
import { findMetric } from "../../kernel-helpers/src/metrics/registry";
import { alone } from "../metrics/context";
import { askNetworkx, randomGraph, toWindowGraph } from "./networkx";

const inputs = Array.from({ length: 240 }, (_, seed) => randomGraph(seed));
const graphs = inputs.map(toWindowGraph);
const answers = askNetworkx(inputs);

test("the random graphs are of 1 to 60 nodes, some in pieces, some strongly connected, some with self-loops", () => {
  const sizes = graphs.map((graph) => graph.nodeCount);
  expect(Math.min(...sizes)).toBe(1);
  expect(Math.max(...sizes)).toBeGreaterThan(55);
  const where = (metric: string, holds: (value: number) => boolean) => answers.filter((answer) => holds(answer[metric] as number)).length;
  expect(where("components.weak", (count) => count > 1)).toBeGreaterThan(30);
  expect(where("pathLength.networkx", (value) => value > 1)).toBeGreaterThan(30);
  expect(answers.filter((answer) => (answer["pair.reciprocity"] as number[]).length > 5).length).toBeGreaterThan(50);
  expect(answers.filter((answer) => answer["vip.bypass"] !== null).length).toBeGreaterThan(30);
  expect(inputs.filter(({ edges }) => edges.some(([source, destination]) => source === destination)).length).toBeGreaterThan(100);
});

test.each(Object.keys(answers[0]))("%s equals the oracle's on 240 random graphs", (name) => {
  const metric = findMetric(name) as MetricDefinition;
  graphs.forEach((graph, i) => {
    const value = metric.of(graph, alone(graph));
    const ours = typeof value === "number" ? [value] : [...value];
    const theirs = [answers[i][name]].flat() as (number | null)[];
    expect(ours.length, `graph ${i}`).toBe(theirs.length);
    theirs.forEach((expected, at) => expectClose(ours[at], expected ?? NaN, `graph ${i}, place ${at}`));
  });
});

/** To 1e-9 of the value; what is 0 may be off by the rounding of numbers near 1. */
function expectClose(value: number, expected: number, where: string): void {
  if (Number.isNaN(expected)) expect(value, where).toBeNaN();
  else expect(Math.abs(value - expected), `${where}: ${value} is not ${expected}`).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-14);
}
