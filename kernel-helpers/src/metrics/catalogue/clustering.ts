import { perGraph } from "../algorithms/perGraph";
import { undirected } from "../algorithms/undirected";
import type { MetricDefinition, WindowGraph } from "../graph";
import { defineMetric } from "../registry";

/** How many of the triangles that a node could be in are there. A path of A–B–C that gains A–C closes one. */
export const clustering: MetricDefinition = defineMetric({
  name: "clustering",
  title: "Clustering",
  per: "node",
  formula: "Σ_jk (a_ij + a_ji)(a_jk + a_kj)(a_ki + a_ik) ÷ (2 (D (D − 1) − 2 B)), D in- plus out-degree, B neighbours in both directions",
  range: "[0, 1]",
  degenerate: "0 for a node in no triangle; self-loops do not count.",
  source: "Fagiolo, Clustering in complex directed networks, Phys. Rev. E 76 (2007) 026107",
  of: (g) => clusteringOf(g, (there, back) => Number(there > 0) + Number(back > 0)),
});

/** A triangle counts by the geometric mean of its sides, as shares of the heaviest edge. */
export const weightedClustering: MetricDefinition = defineMetric({
  name: "clustering.weighted",
  title: "Clustering by bytes",
  per: "node",
  formula: "as clustering, each a_ij replaced by (w_ij ÷ max w)^⅓ in the numerator",
  range: "[0, 1]",
  degenerate: "0 for a node in no triangle; self-loops do not count, but one may be the heaviest edge.",
  source: "Fagiolo, Clustering in complex directed networks, Phys. Rev. E 76 (2007) 026107",
  of: perGraph((g) => {
    const most = g.out.bytes.reduce((max, bytes) => Math.max(max, bytes), 0) || 1;
    return clusteringOf(g, (there, back) => Math.cbrt(there / most) + Math.cbrt(back / most));
  }),
});

/** Mean of `clustering` over the nodes that spoke. */
export const meanClustering = defineMetric({
  name: "clustering.mean",
  title: "Mean clustering",
  formula: "mean of clustering over the nodes",
  range: "[0, 1]",
  degenerate: "NaN for a silent window, where networkx raises; 0 for a single node.",
  source: "Fagiolo, Clustering in complex directed networks, Phys. Rev. E 76 (2007) 026107",
  of: (g) => clusteringOf(g, (there, back) => Number(there > 0) + Number(back > 0)).reduce((sum, value) => sum + value, 0) / g.nodeCount,
});

/** The share of pairs of neighbours that are neighbours themselves. */
export const transitivity = defineMetric({
  name: "transitivity",
  title: "Transitivity",
  formula: "3 · triangles ÷ pairs of neighbours of one node, directions and self-loops ignored",
  range: "[0, 1]",
  degenerate:
    "0 when no node has two neighbours. networkx takes the out-neighbours of a directed graph; equal to its value for the undirected one.",
  of(g) {
    const { offsets } = undirected(g);
    let pairs = 0;
    for (let i = 0; i < g.nodeCount; i++) pairs += (offsets[i + 1] - offsets[i]) * (offsets[i + 1] - offsets[i] - 1);
    return pairs > 0 ? triangles(g, () => 1).reduce((sum, value) => sum + value, 0) / pairs : 0;
  },
});

/** @param side what a pair of neighbours counts, of the bytes in both directions */
function clusteringOf(g: WindowGraph, side: (there: number, back: number) => number): Float64Array {
  const { out } = g;
  const found = triangles(g, side);
  return found.map((sum, i) => {
    if (sum === 0) return 0;
    let [degree, both] = [0, 0];
    for (const { offsets, targets } of [out, g.in]) for (let e = offsets[i]; e < offsets[i + 1]; e++) if (targets[e] !== i) degree++;
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) if (out.targets[e] !== i && g.bytesBetween(out.targets[e], i) > 0) both++;
    return sum / (2 * (degree * (degree - 1) - 2 * both));
  });
}

/** For each node, ordered pairs of neighbours that are neighbours, each the product of its three sides. */
function triangles(g: WindowGraph, weight: (there: number, back: number) => number): Float64Array {
  const { offsets, targets } = undirected(g);
  const sides = Float64Array.from(targets);
  for (let i = 0; i < g.nodeCount; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) sides[e] = weight(g.bytesBetween(i, targets[e]), g.bytesBetween(targets[e], i));
  const side = new Float64Array(g.nodeCount);
  return Float64Array.from({ length: g.nodeCount }, (_, i) => {
    for (let e = offsets[i]; e < offsets[i + 1]; e++) side[targets[e]] = sides[e];
    let sum = 0;
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const j = targets[e];
      for (let f = offsets[j]; f < offsets[j + 1]; f++) sum += sides[e] * sides[f] * side[targets[f]];
    }
    for (let e = offsets[i]; e < offsets[i + 1]; e++) side[targets[e]] = 0;
    return sum;
  });
}
