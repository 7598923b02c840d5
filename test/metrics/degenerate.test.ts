import { expect, test } from "vitest";
import "../../kernel-helpers/src/metrics/catalogue";
import { isSeries, type MetricDefinition } from "../../kernel-helpers/src/metrics/graph";
import { findMetric, metricNames } from "../../kernel-helpers/src/metrics/registry";
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

type Case = readonly [name: string, silent: number | number[], alone: number | number[], apart: number | number[]];
const zeros: [number[], number[], number[]] = [[], [0], [0, 0, 0, 0]];
// PageRank: c has its share β of what jumps, d that and 0.85 of c's; d has no edge, so that what it has jumps: 4 β = 0.15 + 0.85 · 1.85 β.
const jumped = 0.15 / (4 - 0.85 * 1.85);
const cases: Case[] = [
  ["nodes", 0, 1, 4],
  ["edges", 0, 1, 3],
  ["bytes.total", 0, 7, 10],
  ["bytes.outside", 0, 0, 0],
  ["density", 0, 0, 3 / 12],
  ["density.legacy", 0, 0, 3 / 12],
  ["density.alive", NaN, NaN, 3 / 12], // Whoever speaks exists.
  ["pathLength.networkx", NaN, 0, NaN],
  ["pathLength.legacy", 0, 0, (1 / 4 + 1 / 4 + 1 / 2) / 12],
  ["efficiency", 0, 0, 3 / 12],
  ["efficiency.weighted", 0, 0, 10 / 12],
  ["diameter", NaN, 0, 1],
  ["components.weak", 0, 1, 2],
  ["components.strong", 0, 1, 3],
  ["reciprocity", NaN, NaN, NaN], // Four bytes in a frame are no payload.
  ["reciprocity.edges", NaN, NaN, 2 / 3],
  ["reciprocity.edges.legacy", NaN, 0, 2 / 3],
  ["reciprocity.weighted", NaN, NaN, 8 / 10],
  ["reciprocity.legacy", -1, 0, 0],
  ["clustering.mean", NaN, 0, 0],
  ["transitivity", 0, 0, 0],
  ["clustering", ...zeros],
  ["clustering.weighted", ...zeros],
  // Of all bytes 10 are within {a, b} and {c, d}, less (8/10)² + (2/10)² that were to be expected.
  ["modularity", NaN, 0, 1 - 0.68],
  ["modularity.services", NaN, 0, -(4 * 4 + 4 * 4) / 10 ** 2], // Each is a service, and none speaks to itself.
  ["degree.out", [], [1], [1, 1, 1, 0]],
  ["degree.in", [], [1], [1, 1, 0, 1]],
  ["strength.out", [], [7], [4, 4, 2, 0]],
  ["strength.in", [], [7], [4, 4, 0, 2]],
  ["core", [], [0], [1, 1, 1, 1]],
  ["betweenness", [], [0], [0, 0, 0, 0]],
  ["betweenness.weighted", ...zeros],
  ["betweenness.log", ...zeros],
  ["betweenness.outside", ...zeros],
  ["betweenness.endpoints", [], [0], [2 / 12, 2 / 12, 1 / 12, 1 / 12]],
  ["load", [], [0], [0, 0, 0, 0]],
  ["closeness", [], [0], [1 / 3, 1 / 3, 0, 1 / 3]],
  ["harmonic", [], [0], [1, 1, 0, 1]],
  ["harmonic.weighted", [], [0], [4, 4, 0, 2]],
  ["eigenvector", [], [NaN], [Math.SQRT1_2, Math.SQRT1_2, 0, 0]],
  ["activity", [], [NaN], [Math.SQRT1_2, Math.SQRT1_2, 0, 0]],
  ["pagerank", [], [1], [jumped / 0.15, jumped / 0.15, jumped, 1.85 * jumped]],
  ["hits.hub", [], [1], [NaN, NaN, NaN, NaN]],
  ["hits.authority", [], [1], [NaN, NaN, NaN, NaN]],
  ["currentFlow", [], [0], [0, 0, 0, 0]],
  ["currentFlow.outside", [], [0], [0, 0, 0, 0]],
  ["currentFlow.outside.legacy", [], [NaN], [NaN, NaN, NaN, NaN]],
  ["conductance.outside", [], [0], [0, 0, 0, 0]],
  ["nonReciprocated.out", [], [0], [0, 0, 2, 0]],
  ["nonReciprocated.in", [], [0], [0, 0, 0, 2]],
  // Without a training window, a service that resolves names or a virtual IP.
  ["efficiency.relative", NaN, NaN, NaN],
  ["betweenness.relative", [], [NaN], [NaN, NaN, NaN, NaN]],
  ["edges.new", 0, 0, 3],
  ["neighbours.new", [], [0], [1, 1, 1, 1]],
  ...["dns.ratio.in", "dns.ratio.out", "vip.bypass", "vip.bypass.signed", "vip.bypass.fraction"].map((name): Case => [name, NaN, NaN, NaN]),
];

test.each(cases)("%s of a silent window is %j, of a single node %j, of two parts %j", (name, ...expected) => {
  expect([value(name, []), value(name, alone), value(name, apart)]).toEqual(expected.map(nearly));
});

test("every metric of a graph, its nodes or edges is among those above, and all say what they give for such windows", () => {
  const metrics = metricNames()
    .map(findMetric)
    .filter((metric): metric is MetricDefinition => !isSeries(metric));
  const plain = metrics.filter(({ per = "graph" }) => per !== "service" && per !== "pair").map(({ name }) => name);
  expect(cases.map(([name]) => name).sort()).toEqual(plain);
  expect(metricNames().filter((name) => !findMetric(name).degenerate)).toEqual([]);
});

test("metrics per service and pair have a value for each that there is, and NaN where their text says so", () => {
  const ofPart = metricNames().filter((name) => /^(service|pair)\./.test(name));
  expect(ofPart.length).toBeGreaterThan(25);
  for (const name of ofPart) {
    expect(value(name, []), name).toEqual([]);
    // Each of the four is a service; a speaks to b, and c to d.
    const values = value(name, apart) as number[];
    expect(values, name).toHaveLength(name.startsWith("pair.") ? 2 : 4);
    if (values.some(Number.isNaN)) expect(findMetric(name).degenerate, name).toMatch(/NaN/);
  }
});

test("the ways to outside count where they lead: a and b share 4 + 4 with each other, b has 3 to outside, c has none", () => {
  const edges: Edge[] = [...apart, ["b", "x", 3]]; // prettier-ignore
  const kinds = { x: "outside" };
  // From a: 8 and 3 in series.
  expect(value("conductance.outside", edges, kinds)).toEqual([expect.closeTo((8 * 3) / 11, 12), expect.closeTo(3, 12), 0, 0, NaN]);
  // Of the four pairs a–x, b–x, c–x, d–x the first two have a way.
  expect(value("currentFlow.outside", edges, kinds)).toEqual([1 / 4, 2 / 4, 0, 0, 2 / 4].map((share) => expect.closeTo(share, 12)));
});

test("an edge without bytes connects nothing where bytes are weights: {a, b} and {c, d} are apart", () => {
  const edges: Edge[] = [["a", "b", 4], ["b", "a", 4], ["b", "c", 0], ["c", "d", 3]]; // prettier-ignore
  const kinds = { d: "outside" };
  expect(value("conductance.outside", edges, kinds)).toEqual([0, 0, expect.closeTo(3, 12), NaN]);
  // Of the pairs a–d, b–d and c–d the last has a way.
  expect(value("currentFlow.outside", edges, kinds)).toEqual(nearly([0, 0, 1 / 3, 1 / 3]));
  expect(value("currentFlow", edges)).toEqual(nearly([0, 0, 0, 0]));
  expect(value("activity", edges)).toEqual(nearly([Math.SQRT1_2, Math.SQRT1_2, 0, 0])); // Of two equal parts that with 8 B.
  const empty: Edge[] = [["a", "b", 0], ["b", "c", 0], ["c", "a", 0]]; // prettier-ignore
  expect(["currentFlow", "clustering.weighted"].map((name) => value(name, empty))).toEqual([[0, 0, 0], [0, 0, 0]]); // prettier-ignore
  expect(value("activity", empty)).toEqual([NaN, NaN, NaN]);
});

test("current flow keeps its digits behind an edge that is thinner than the others by nine powers of ten", () => {
  // a hangs at a triangle of equal sides. From c to d two thirds go along their edge, a third comes by b; all of a's comes by b.
  const edges: Edge[] = [["a", "b", 40], ["b", "c", 4e10], ["b", "d", 4e10], ["c", "d", 4e10]]; // prettier-ignore
  expect(value("currentFlow", edges)).toEqual(nearly([0, (1 + 1 + 1 / 3) / 3, 2 / 9, 2 / 9]));
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
