import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

const damping = 0.85;
/** 0.85^k is below half a unit in the last place of 1 from here on. */
const rounds = 230;

/** Where a byte is that travels on at random, and starts anew anywhere with a chance of 15 %. */
export const pagerank: MetricDefinition = defineMetric({
  name: "pagerank",
  title: "PageRank",
  per: "node",
  formula: "p_i = 0.15 ÷ n + 0.85 (Σ_j p_j w_ji ÷ Σ_k w_jk + Σ p_j of nodes that sent nothing ÷ n)",
  range: "(0, 1], sum 1",
  degenerate: "1 for a single node.",
  source: "Page et al., The PageRank citation ranking (1999)",
  of({ nodeCount, out: { offsets, targets, bytes } }) {
    const sums = new Float64Array(nodeCount);
    for (let i = 0; i < nodeCount; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) sums[i] += bytes[e];
    let ranks = new Float64Array(nodeCount).fill(1 / nodeCount);
    let next = new Float64Array(nodeCount);
    for (let round = 0; round < rounds; round++) {
      let dangling = 0;
      for (let i = 0; i < nodeCount; i++) if (sums[i] === 0) dangling += ranks[i];
      next.fill((1 - damping + damping * dangling) / nodeCount);
      for (let i = 0; i < nodeCount; i++) {
        const share = sums[i] > 0 ? (damping * ranks[i]) / sums[i] : 0;
        for (let e = offsets[i]; e < offsets[i + 1]; e++) next[targets[e]] += share * bytes[e];
      }
      [ranks, next] = [next, ranks];
    }
    return ranks;
  },
});
