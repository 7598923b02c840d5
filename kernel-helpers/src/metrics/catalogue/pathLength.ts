import { pathSums } from "../algorithms/pathSums";
import type { WindowGraph } from "../graph";
import { usualBytes } from "../trainingRates";
import { defineMetric } from "../registry";

/** NaN as soon as one node does not answer, which is most windows: prefer `efficiency`. */
export const pathLengthNetworkx = defineMetric({
  name: "pathLength.networkx",
  title: "Average path length",
  unit: "hops",
  formula: "Σ_{i≠j} d(i, j) ÷ (n (n − 1)), d in hops",
  range: "[1, n)",
  degenerate: "NaN unless strongly connected, where networkx raises; 0 for a single node, NaN for a silent window.",
  of(g) {
    if (g.nodeCount < 2) return g.nodeCount === 1 ? 0 : NaN;
    const { distances, reaching } = pathSums(g, "hops");
    return sumOf(reaching) < pairs(g) ? NaN : sumOf(distances) / pairs(g);
  },
});

/** As the predecessor had it: pairs without a path count as distance 0, so that it shrinks as the graph falls apart. */
export const pathLengthLegacy = defineMetric({
  name: "pathLength.legacy",
  title: "Weighted path length as the predecessor had it",
  unit: "1/B",
  formula: "Σ d(i, j) over pairs with a path ÷ (n (n − 1)), an edge as long as 1 ÷ w_ij",
  range: "[0, ∞)",
  degenerate: "0 for fewer than two nodes; a pair without a path counts 0.",
  of: (g) => (g.nodeCount < 2 ? 0 : sumOf(pathSums(g, "inverseBytes").distances) / pairs(g)),
});

/** How near the nodes are to each other. It has a value for graphs that fall apart, and falls as they do. */
export const efficiency = defineMetric({
  name: "efficiency",
  title: "Efficiency",
  formula: "Σ_{i≠j} 1 ÷ d(i, j) ÷ (n (n − 1)), d in hops, 1 ÷ ∞ = 0",
  range: "[0, 1]",
  degenerate: "0 for fewer than two nodes. networkx has it for undirected graphs only; here paths follow the edges.",
  source: "Latora and Marchiori, Efficient behavior of small-world networks, Phys. Rev. Lett. 87 (2001)",
  of: (g) => (g.nodeCount < 2 ? 0 : sumOf(pathSums(g, "hops").nearness) / pairs(g)),
});

const weightedEfficiencyOf = (g: WindowGraph): number =>
  g.nodeCount < 2 ? 0 : sumOf(pathSums(g, "inverseBytes").nearness) / (g.nodeCount * (g.nodeCount - 1));

/** Grows with the length of the window, as bytes do: compare windows of one granularity. */
export const weightedEfficiency = defineMetric({
  name: "efficiency.weighted",
  title: "Weighted efficiency",
  unit: "B",
  formula: "Σ_{i≠j} 1 ÷ d(i, j) ÷ (n (n − 1)), an edge as long as 1 ÷ w_ij, 1 ÷ ∞ = 0",
  range: "[0, ∞)",
  degenerate: "0 for fewer than two nodes.",
  source: "Latora and Marchiori, Efficient behavior of small-world networks, Phys. Rev. Lett. 87 (2001)",
  of: weightedEfficiencyOf,
});

/** Comparable between granularities: what edges carry counts against what they carry in training. */
export const relativeEfficiency = defineMetric({
  name: "efficiency.relative",
  title: "Weighted efficiency against training",
  formula: "as efficiency.weighted, an edge as long as m ÷ w_ij, m the median of w over all edges of the training windows",
  range: "[0, ∞)",
  degenerate: "0 for fewer than two nodes; NaN when training is silent.",
  source: "Latora and Marchiori, Efficient behavior of small-world networks, Phys. Rev. Lett. 87 (2001)",
  of: (g, { training }) => weightedEfficiencyOf(g) / usualBytes(training).overall,
});

const pairs = ({ nodeCount }: WindowGraph): number => nodeCount * (nodeCount - 1);

const sumOf = (values: Float64Array | Uint32Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};
