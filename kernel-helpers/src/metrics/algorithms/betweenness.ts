import type { WindowGraph } from "../graph";
import type { Length } from "./lengths";
import { placeGraph, type Directed } from "./pathLoops";
import { pathSums } from "./pathSums";

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
  { names, out, in: incoming }: WindowGraph,
  length: Length,
  endpoints: boolean,
  sources?: Iterable<number>,
  targets?: Iterable<number>,
): Float64Array {
  const all = Array.from(names.keys());
  const from = [...(sources ?? all)];
  const to = new Set(targets ?? all);
  return to.size < new Set(from).size
    ? summed({ forward: incoming, backward: out }, length, endpoints, to, from)
    : summed({ forward: out, backward: incoming }, length, endpoints, from, to);
}

function summed(graph: Directed, length: Length, endpoints: boolean, from: Iterable<number>, to: Iterable<number>): Float64Array {
  const placed = placeGraph(graph, length);
  for (const node of to) placed.wanted[node]++;
  for (const source of from) placed.sumFrom(source, endpoints);
  return placed.doubles("between");
}
