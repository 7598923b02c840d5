import { perGraph } from "../algorithms/perGraph";
import type { Length } from "../algorithms/lengths";
import { inward, shortestPaths } from "../algorithms/shortestPaths";
import type { MetricDefinition, WindowGraph } from "../graph";
import { defineMetric } from "../registry";

/** How near a node is to those that can reach it, in hops. */
export const closeness: MetricDefinition = defineMetric({
  name: "closeness",
  title: "Closeness",
  per: "node",
  formula: "r² ÷ ((n − 1) Σ d(j, i)), over the r other nodes that reach i, d in hops",
  range: "[0, 1]",
  degenerate: "0 for a node that nobody reaches, and for a single one.",
  source: "Wasserman and Faust, Social Network Analysis (1994), p. 201",
  of: (g) =>
    overIncoming(g, "hops", (distances) => {
      const sum = distances.reduce((total, distance) => total + distance, 0);
      return sum > 0 ? distances.length ** 2 / ((g.nodeCount - 1) * sum) : 0;
    }),
});

/** As closeness, but without a penalty for what cannot be reached. */
export const harmonic: MetricDefinition = defineMetric({
  name: "harmonic",
  title: "Harmonic centrality",
  per: "node",
  formula: "Σ_j 1 ÷ d(j, i), d in hops, 1 ÷ ∞ = 0",
  range: "[0, n − 1]",
  degenerate: "0 for a node that nobody reaches, and for a single one.",
  source: "Boldi and Vigna, Axioms for centrality, Internet Math. 10 (2014)",
  of: perGraph((g) => overIncoming(g, "hops", inverseSum)),
});

/** Grows with the length of the window, as bytes do: compare windows of one granularity. */
export const weightedHarmonic: MetricDefinition = defineMetric({
  name: "harmonic.weighted",
  title: "Harmonic centrality by bytes",
  per: "node",
  unit: "B",
  formula: "Σ_j 1 ÷ d(j, i), an edge as long as 1 ÷ w_ij, 1 ÷ ∞ = 0",
  range: "[0, ∞)",
  degenerate: "0 for a node that nobody reaches, and for a single one.",
  source: "Boldi and Vigna, Axioms for centrality, Internet Math. 10 (2014)",
  of: (g) => overIncoming(g, "inverseBytes", inverseSum),
});

const inverseSum = (distances: Float64Array): number => distances.reduce((sum, distance) => sum + 1 / distance, 0);

/** A value for each node from its distances to it of the other nodes that reach it. */
function overIncoming(g: WindowGraph, length: Length, value: (distances: Float64Array) => number): Float64Array {
  const search = shortestPaths(inward(g), length);
  const values = new Float64Array(g.nodeCount);
  const others = new Float64Array(g.nodeCount);
  for (let node = 0; node < g.nodeCount; node++) {
    const { count, order, distances } = search(node);
    for (let at = 1; at < count; at++) others[at - 1] = distances[order[at]];
    values[node] = value(others.subarray(0, count - 1));
  }
  return values;
}
