import type { WindowGraph } from "../graph";
import type { Length } from "./lengths";
import { outward, shortestPathTrees } from "./shortestPaths";

export interface BetweennessOptions {
  /** Length of an edge; default hops. */
  readonly length?: Length;
  /** Whether a path counts for its two ends as well; default no. */
  readonly endpoints?: boolean;
  /** Node numbers that paths begin and end at; default all. */
  readonly sources?: Iterable<number>;
  readonly targets?: Iterable<number>;
}

/**
 * Betweenness of each node: the share of ordered pairs of nodes whose shortest paths go through it; of several shortest paths each counts
 * its part. In [0, 1]; 0 where there are too few nodes for a pair.
 *
 * b(v) = Σ_{s∈S, t∈T} σ_st(v) / σ_st ÷ ((n − 1)(n − 2)), with end points ÷ n (n − 1). The divisor does not depend on S and T, as in networkx.
 *
 * @see Brandes, "A faster algorithm for betweenness centrality", J. Math. Sociol. 25 (2001); "On variants…", Social Networks 30 (2008)
 */
export function betweennessCentrality(graph: WindowGraph, options: BetweennessOptions = {}): Float64Array {
  const { nodeCount } = graph;
  const { length = "hops", endpoints = false, sources = Array(nodeCount).keys(), targets } = options;
  const wanted = new Float64Array(nodeCount).fill(targets ? 0 : 1);
  if (targets) for (const target of targets) wanted[target] = 1;

  const search = shortestPathTrees(outward(graph), length);
  const { offsets } = graph.in;
  const sums = new Float64Array(nodeCount);
  const through = new Float64Array(nodeCount);
  for (const source of sources) {
    const { count, order, pathCounts, before, beforeCounts } = search(source);
    through.fill(0);
    for (let at = count - 1; at > 0; at--) {
      const node = order[at];
      const share = (wanted[node] + through[node]) / pathCounts[node];
      for (let e = offsets[node]; e < offsets[node] + beforeCounts[node]; e++) through[before[e]] += pathCounts[before[e]] * share;
      sums[node] += through[node];
      if (endpoints && wanted[node]) {
        sums[node]++;
        sums[source]++;
      }
    }
  }
  const pairs = endpoints ? nodeCount * (nodeCount - 1) : (nodeCount - 1) * (nodeCount - 2);
  return pairs > 0 ? sums.map((sum) => sum / pairs) : sums.fill(0);
}
