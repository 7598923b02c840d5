import { describe, expect, test } from "vitest";
import {
  bytesOutside,
  bytesTotal,
  density,
  densityAlive,
  edges,
  nodes,
  strengthIn,
  strengthOut,
  weightedReciprocity,
} from "../../kernel-helpers/src/metrics/catalogue";
import type { MetricDefinition, WindowGraph } from "../../kernel-helpers/src/metrics/graph";
import { alone as context } from "./context";
import { golden, graphOf } from "./graphs";

const value = (metric: MetricDefinition, graph: WindowGraph, alive: readonly string[] = []) => metric.of(graph, context(graph, { alive }));
const silent = graphOf([]);
const alone = graphOf([["a", "a", 5]]);

describe("the reference's golden graph", () => {
  const graph = graphOf(golden);
  test("has density 0.5", () => expect(value(density, graph)).toBe(0.5));
  test("has weighted reciprocity 90/245", () => expect(value(weightedReciprocity, graph)).toBeCloseTo(90 / 245, 15));
  test("has 4 nodes, 6 edges and 245 bytes", () =>
    expect([nodes, edges, bytesTotal].map((metric) => value(metric, graph))).toEqual([4, 6, 245]));
  test("sends and receives what its rows and columns sum to", () => {
    expect(graph.names).toEqual(["a.1", "b.1", "b.2", "c.1"]);
    expect(value(strengthOut, graph)).toEqual(Float64Array.of(160, 40, 30, 15));
    expect(value(strengthIn, graph)).toEqual(Float64Array.of(50, 100, 65, 30));
  });
});

test("weighted reciprocity of traffic between no two nodes is NaN", () => {
  expect(value(weightedReciprocity, silent)).toBeNaN();
  expect(value(weightedReciprocity, alone)).toBeNaN();
});

test("weighted reciprocity is 1 for answers as large as questions, 0 without answers, and blind to self-loops", () => {
  expect(
    value(
      weightedReciprocity,
      graphOf([
        ["a", "b", 7],
        ["b", "a", 7],
        ["a", "a", 1000],
      ]),
    ),
  ).toBe(1);
  expect(
    value(
      weightedReciprocity,
      graphOf([
        ["a", "b", 7],
        ["b", "c", 7],
      ]),
    ),
  ).toBe(0);
});

test("density counts no self-loops, and is 0 where fewer than two nodes spoke", () => {
  expect(
    value(
      density,
      graphOf([
        ["a", "b", 7],
        ["a", "a", 7],
      ]),
    ),
  ).toBe(0.5);
  expect([silent, alone].map((graph) => value(density, graph))).toEqual([0, 0]);
});

test("density over all alive does not change when silent nodes begin to speak", () => {
  const alive = ["a", "b", "c", "d", "e"];
  expect(
    value(
      densityAlive,
      graphOf([
        ["a", "b", 7],
        ["b", "a", 7],
      ]),
      alive,
    ),
  ).toBe(2 / 20);
  expect(value(densityAlive, graphOf([["a", "x", 7]]), alive)).toBe(1 / 30); // A node that nobody knew exists, too.
  expect(value(densityAlive, silent, alive)).toBe(0);
  expect(value(densityAlive, silent, ["a"])).toBeNaN();
});

test("bytes to outside are those that leave, not those that come in or stay out, and users are not outside", () => {
  const kinds = { payment: "outside", thief: "outside", client: "client" } as const;
  const graph = graphOf(
    [
      ["a", "payment", 1],
      ["a", "thief", 2],
      ["payment", "a", 4],
      ["payment", "thief", 8],
      ["a", "client", 16],
      ["a", "b", 32],
    ],
    kinds,
  );
  expect(value(bytesOutside, graph)).toBe(3);
  expect(value(bytesOutside, silent)).toBe(0);
});
