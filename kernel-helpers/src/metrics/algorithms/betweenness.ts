import type { WindowGraph } from "../graph";
import type { Length } from "./lengths";
import { pathSums } from "./pathSums";
import { inward, outward, shortestPaths, type Directed } from "./shortestPaths";

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
  const { length = "hops", endpoints = false, sources, targets } = options;
  const sums = sources || targets ? ofSome(graph, length, endpoints, sources, targets) : ofAll(graph, length, endpoints);
  const pairs = endpoints ? nodeCount * (nodeCount - 1) : (nodeCount - 1) * (nodeCount - 2);
  return pairs > 0 ? sums.map((sum) => sum / pairs) : sums.fill(0);
}

function ofAll(graph: WindowGraph, length: Length, endpoints: boolean): Float64Array {
  const { between, reached, reaching } = pathSums(graph, length);
  return endpoints ? between.map((sum, node) => sum + reached[node] + reaching[node]) : between.slice();
}

/** A path from s to t is one against the edges from t to s: the search begins at whichever of the two are fewer. */
function ofSome(
  graph: WindowGraph,
  length: Length,
  endpoints: boolean,
  sources?: Iterable<number>,
  targets?: Iterable<number>,
): Float64Array {
  const all = Array.from(graph.names.keys());
  const from = [...(sources ?? all)];
  const to = new Set(targets ?? all);
  return to.size < new Set(from).size
    ? summed(inward(graph), length, endpoints, to, from)
    : summed(outward(graph), length, endpoints, from, to);
}

function summed(graph: Directed, length: Length, endpoints: boolean, from: Iterable<number>, to: Iterable<number>): Float64Array {
  /** How often each node ends a path. */
  const wanted = new Float64Array(graph.nodeCount);
  for (const node of to) wanted[node]++;
  const { tree, search } = shortestPaths(graph, length);
  const { order, pathCounts, offsets, before, beforeCounts } = tree;
  const sums = new Float64Array(graph.nodeCount);
  const through = new Float64Array(graph.nodeCount);
  for (const source of from) {
    const count = search(source);
    for (let at = count - 1; at > 0; at--) {
      const node = order[at];
      const share = (wanted[node] + through[node]) / pathCounts[node];
      for (let e = offsets[node], end = e + beforeCounts[node]; e < end; e++) through[before[e]] += pathCounts[before[e]] * share;
      sums[node] += through[node];
      through[node] = 0;
      if (endpoints) {
        sums[node] += wanted[node];
        sums[source] += wanted[node];
      }
    }
    through[source] = 0;
  }
  return sums;
}
