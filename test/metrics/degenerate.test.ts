import { expect, test } from "vitest";
import "../../kernel-helpers/src/metrics/catalogue";
import type { MetricDefinition } from "../../kernel-helpers/src/metrics/graph";
import { findMetric } from "../../kernel-helpers/src/metrics/registry";
import { alone as context } from "./context";
import { graphOf, type Edge } from "./graphs";

const value = (name: string, edges: readonly Edge[], kinds = {}) => {
  const graph = graphOf(edges, kinds);
  const answer = (findMetric(name) as MetricDefinition).of(graph, context(graph));
  return typeof answer === "number" ? answer : [...answer];
};
/** Equal but for rounding. */
const nearly = (expected: number | number[]): unknown =>
  Array.isArray(expected) ? expected.map(nearly) : Number.isNaN(expected) ? NaN : (expect.closeTo(expected, 12) as unknown);
const alone: Edge[] = [["a", "a", 7]];
// Two pairs that do not know each other: one answers, the other does not.
const apart: Edge[] = [
  ["a", "b", 4],
  ["b", "a", 4],
  ["c", "d", 2],
];

test.each<[string, silent: number | number[], alone: number | number[], apart: number | number[]]>([
  ["pathLength.networkx", NaN, 0, NaN],
  ["pathLength.legacy", 0, 0, (1 / 4 + 1 / 4 + 1 / 2) / 12],
  ["efficiency", 0, 0, 3 / 12],
  ["efficiency.weighted", 0, 0, 10 / 12],
  ["diameter", NaN, 0, 1],
  ["components.weak", 0, 1, 2],
  ["components.strong", 0, 1, 3],
  ["reciprocity.edges", NaN, NaN, 2 / 3],
  ["reciprocity.legacy", -1, 0, 0],
  ["clustering.mean", NaN, 0, 0],
  ["transitivity", 0, 0, 0],
  ["core", [], [0], [1, 1, 1, 1]],
  ["betweenness", [], [0], [0, 0, 0, 0]],
  ["betweenness.endpoints", [], [0], [2 / 12, 2 / 12, 1 / 12, 1 / 12]],
  ["load", [], [0], [0, 0, 0, 0]],
  ["closeness", [], [0], [1 / 3, 1 / 3, 0, 1 / 3]],
  ["harmonic", [], [0], [1, 1, 0, 1]],
  ["eigenvector", [], [NaN], [Math.SQRT1_2, Math.SQRT1_2, 0, 0]],
  ["hits.hub", [], [1], [NaN, NaN, NaN, NaN]],
  ["currentFlow", [], [0], [0, 0, 0, 0]],
  ["currentFlow.outside", [], [0], [0, 0, 0, 0]],
  ["conductance.outside", [], [0], [0, 0, 0, 0]],
  ["nonReciprocated.out", [], [0], [0, 0, 2, 0]],
])("%s of a silent window is %j, of a single node %j, of two parts %j", (name, ...expected) => {
  expect([value(name, []), value(name, alone), value(name, apart)]).toEqual(expected.map(nearly));
});

test("the ways to outside count where they lead: a and b share 4 + 4 with each other, b has 3 to outside, c has none", () => {
  const edges: Edge[] = [...apart, ["b", "x", 3]]; // prettier-ignore
  const kinds = { x: "outside" };
  // From a: 8 and 3 in series.
  expect(value("conductance.outside", edges, kinds)).toEqual([expect.closeTo((8 * 3) / 11, 12), expect.closeTo(3, 12), 0, 0, NaN]);
  // Of the four pairs a–x, b–x, c–x, d–x the first two have a way.
  expect(value("currentFlow.outside", edges, kinds)).toEqual([1 / 4, 2 / 4, 0, 0, 2 / 4].map((share) => expect.closeTo(share, 12)));
});

test("an edge without payload is answered by an acknowledgement, and does not count in reciprocity", () => {
  // One frame each: 1500 bytes are data, 52 an acknowledgement.
  expect(value("reciprocity", [["a", "b", 1500], ["b", "a", 52]])).toBe(0); // prettier-ignore
  expect(value("reciprocity", [["a", "b", 1500], ["b", "a", 400]])).toBe(1); // prettier-ignore
  expect(value("reciprocity", [["b", "a", 52]])).toBeNaN();
});

test("what needs a dense matrix says so for thousands of nodes in one part, before it takes the memory", () => {
  const circle = Array.from({ length: 2001 }, (_, i): Edge => [`n${i}`, `n${(i + 1) % 2001}`, 1]);
  for (const name of ["eigenvector", "currentFlow"])
    expect(() => value(name, circle), name).toThrow(
      "a part of 2001 nodes is too large for a dense matrix, at most 2000 fit; choose a coarser level",
    );
});
