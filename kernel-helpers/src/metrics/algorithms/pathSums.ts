import type { WindowGraph } from "../graph";
import type { Length } from "./lengths";
import { placeGraph } from "./pathLoops";

/** Sums over the shortest paths between all ordered pairs of nodes, by node. */
export interface PathSums {
  /** Σ σ_st(v) ÷ σ_st over pairs without v. */
  readonly between: Float64Array;
  /** The same when a path that goes back from t has, at each node, the same chance by each of the last nodes before it. */
  readonly loads: Float64Array;
  /** Number of other nodes that a node reaches, and that reach it. */
  readonly reached: Uint32Array;
  readonly reaching: Uint32Array;
  /** Σ d(j, v) and Σ 1 ÷ d(j, v) over the nodes j that reach v. */
  readonly distances: Float64Array;
  readonly nearness: Float64Array;
  /** The greatest distance of a pair with a path; 0 where there is none. */
  readonly longest: number;
}

const known: Record<Length, WeakMap<WindowGraph, PathSums>> = { hops: new WeakMap(), inverseBytes: new WeakMap() };

/**
 * All that metrics of paths are made of, in one search from each node, once for a graph.
 *
 * @see Brandes, "A faster algorithm for betweenness centrality", J. Math. Sociol. 25 (2001)
 */
export function pathSums(graph: WindowGraph, length: Length): PathSums {
  let found = known[length].get(graph);
  if (!found) known[length].set(graph, (found = summed(graph, length)));
  return found;
}

function summed({ out, in: incoming }: WindowGraph, length: Length): PathSums {
  const placed = placeGraph({ forward: out, backward: incoming }, length);
  const longest = placed.sumAll();
  return {
    between: placed.doubles("between"),
    loads: placed.doubles("loads"),
    reached: placed.words("reached"),
    reaching: placed.words("reaching"),
    distances: placed.doubles("distanceSums"),
    nearness: placed.doubles("nearness"),
    longest,
  };
}
