import { perGraph } from "../algorithms/perGraph";
import { outward, shortestPathTrees } from "../algorithms/shortestPaths";
import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

/** Betweenness of packets that choose at each node, among the ways that are shortest, each with the same chance. */
export const load: MetricDefinition = defineMetric({
  name: "load",
  title: "Load centrality",
  per: "node",
  formula: "packets of all pairs that pass v ÷ ((n − 1)(n − 2)); going back from t, each last node of a shortest path gets an equal part",
  range: "[0, 1]",
  degenerate: "0 for fewer than three nodes; a pair without a path counts 0.",
  source: "Newman, Scientific collaboration networks II, Phys. Rev. E 64 (2001) 016132",
  of: perGraph((g) => {
    const { nodeCount } = g;
    const search = shortestPathTrees(outward(g), "hops");
    const { offsets } = g.in;
    const sums = new Float64Array(nodeCount);
    const through = new Float64Array(nodeCount);
    for (let source = 0; source < nodeCount; source++) {
      const { count, order, before, beforeCounts } = search(source);
      through.fill(0);
      for (let at = count - 1; at > 0; at--) {
        const node = order[at];
        const part = (1 + through[node]) / beforeCounts[node];
        for (let e = offsets[node]; e < offsets[node] + beforeCounts[node]; e++) through[before[e]] += part;
        sums[node] += through[node];
      }
    }
    const pairs = (nodeCount - 1) * (nodeCount - 2);
    return pairs > 0 ? sums.map((sum) => sum / pairs) : sums.fill(0);
  }),
});
