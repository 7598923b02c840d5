import { pathSums } from "../algorithms/pathSums";
import type { MetricDefinition } from "../graph";
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
  of(g) {
    const { distances, reaching } = pathSums(g, "hops");
    return distances.map((sum, node) => (sum > 0 ? reaching[node] ** 2 / ((g.nodeCount - 1) * sum) : 0));
  },
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
  of: (g) => pathSums(g, "hops").nearness.slice(),
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
  of: (g) => pathSums(g, "inverseBytes").nearness.slice(),
});
