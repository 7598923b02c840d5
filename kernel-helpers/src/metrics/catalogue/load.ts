import { pathSums } from "../algorithms/pathSums";
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
  of(g) {
    const pairs = (g.nodeCount - 1) * (g.nodeCount - 2);
    return pathSums(g, "hops").loads.map((sum) => (pairs > 0 ? sum / pairs : 0));
  },
});
