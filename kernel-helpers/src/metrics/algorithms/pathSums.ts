import type { WindowGraph } from "../graph";
import type { Length } from "./lengths";
import { outward, shortestPaths } from "./shortestPaths";

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

/** All that metrics of paths are made of, in one search from each node, once for a graph. */
export function pathSums(graph: WindowGraph, length: Length): PathSums {
  let found = known[length].get(graph);
  if (!found) known[length].set(graph, (found = walked(graph, length)));
  return found;
}

/** @see Brandes, "A faster algorithm for betweenness centrality", J. Math. Sociol. 25 (2001) */
function walked(graph: WindowGraph, length: Length): PathSums {
  const { nodeCount } = graph;
  const { tree, search } = shortestPaths(outward(graph), length);
  const { order, pathCounts, offsets, before, beforeCounts } = tree;
  const [between, loads, distances, nearness] = Array.from({ length: 4 }, () => new Float64Array(nodeCount));
  const [reached, reaching] = [new Uint32Array(nodeCount), new Uint32Array(nodeCount)];
  const [through, carried] = [new Float64Array(nodeCount), new Float64Array(nodeCount)];
  let longest = 0;
  for (let source = 0; source < nodeCount; source++) {
    const count = search(source);
    reached[source] = count - 1;
    longest = Math.max(longest, tree.distances[order[count - 1]]);
    for (let at = count - 1; at > 0; at--) {
      const node = order[at];
      const share = (1 + through[node]) / pathCounts[node];
      const part = (1 + carried[node]) / beforeCounts[node];
      for (let e = offsets[node], end = e + beforeCounts[node]; e < end; e++) {
        through[before[e]] += pathCounts[before[e]] * share;
        carried[before[e]] += part;
      }
      between[node] += through[node];
      loads[node] += carried[node];
      through[node] = carried[node] = 0;
      reaching[node]++;
      distances[node] += tree.distances[node];
      nearness[node] += 1 / tree.distances[node];
    }
    through[source] = carried[source] = 0;
  }
  return { between, loads, reached, reaching, distances, nearness, longest };
}
