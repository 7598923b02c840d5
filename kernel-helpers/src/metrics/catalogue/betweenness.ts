import { perGraph } from "../algorithms/perGraph";
import { betweennessCentrality } from "../algorithms/betweenness";
import { reweighted } from "../algorithms/reweighted";
import { nodesInside, nodesOutside } from "../algorithms/sides";
import { usualBytes } from "../trainingRates";
import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

const source = "Brandes, A faster algorithm for betweenness centrality, J. Math. Sociol. 25 (2001)";

/** The share of shortest paths that goes through a node, in hops: the default, as paths by bytes jump. */
export const betweenness: MetricDefinition = defineMetric({
  name: "betweenness",
  title: "Betweenness",
  per: "node",
  formula: "Σ_{s≠v≠t} σ_st(v) ÷ σ_st ÷ ((n − 1)(n − 2)), paths by hops",
  range: "[0, 1]",
  degenerate: "0 for fewer than three nodes; a pair without a path counts 0.",
  source,
  of: (g) => betweennessCentrality(g),
});

/** A step function of the traffic: look at its number of distinct values before relying on it. */
export const weightedBetweenness: MetricDefinition = defineMetric({
  name: "betweenness.weighted",
  title: "Betweenness by bytes",
  per: "node",
  formula: "as betweenness, an edge as long as 1 ÷ w_ij; lengths within 1e-12 of each other tie",
  range: "[0, 1]",
  degenerate:
    "As betweenness. networkx compares sums of floating point numbers exactly and loses paths that tie; equal to its value on fractions.",
  source,
  of: (g) => betweennessCentrality(g, { length: "inverseBytes" }),
});

/** Bytes by their logarithm: a path changes its way when traffic grows manifold, not when it grows. */
export const logBetweenness: MetricDefinition = defineMetric({
  name: "betweenness.log",
  title: "Betweenness by the logarithm of bytes",
  per: "node",
  formula: "as betweenness, an edge as long as 1 ÷ log(1 + w_ij)",
  range: "[0, 1]",
  degenerate: "As betweenness.",
  source,
  of: (g) =>
    betweennessCentrality(
      reweighted(g, (bytes) => Math.log1p(bytes)),
      { length: "inverseBytes" },
    ),
});

/** Edges by what they carry usually: an edge is short when it carries more than it does in training, at any granularity. */
export const relativeBetweenness: MetricDefinition = defineMetric({
  name: "betweenness.relative",
  title: "Betweenness by bytes against training",
  per: "node",
  formula:
    "as betweenness, an edge as long as m_ij ÷ w_ij, m_ij the median of w_ij over the training windows in which it spoke, else of all edges",
  range: "[0, 1]",
  degenerate: "As betweenness; NaN when training is silent.",
  source,
  of(g, { training }) {
    const usual = usualBytes(training);
    if (Number.isNaN(usual.overall)) return new Float64Array(g.nodeCount).fill(NaN);
    const against = reweighted(g, (bytes, i, j) => bytes / usual.of(g.names[i], g.names[j]));
    return betweennessCentrality(against, { length: "inverseBytes" });
  },
});

/** As the predecessor had it per pod: paths count for their ends, too. */
export const endpointBetweenness: MetricDefinition = defineMetric({
  name: "betweenness.endpoints",
  title: "Betweenness by bytes, with end points",
  per: "node",
  formula: "Σ_{s≠t} σ_st(v) ÷ σ_st ÷ (n (n − 1)), ends included, an edge as long as 1 ÷ w_ij",
  range: "[0, 1]",
  degenerate: "0 for a single node; a pair without a path counts 0.",
  source,
  of: (g) => betweennessCentrality(g, { length: "inverseBytes", endpoints: true }),
});

/** What lies on the way out. For other sources and targets call betweennessCentrality in a metric of your own. */
export const outsideBetweenness: MetricDefinition = defineMetric({
  name: "betweenness.outside",
  title: "Betweenness of paths to outside",
  per: "node",
  formula: "Σ_{s inside, t outside, s≠v≠t} σ_st(v) ÷ σ_st ÷ ((n − 1)(n − 2)), an edge as long as 1 ÷ w_ij",
  range: "[0, 1]",
  degenerate: "0 when nothing leaves.",
  source: "Brandes, On variants of shortest-path betweenness centrality, Social Networks 30 (2008)",
  of: perGraph((g) =>
    betweennessCentrality(g, {
      length: "inverseBytes",
      sources: nodesInside(g),
      targets: nodesOutside(g),
    }),
  ),
});
