import type { Csr, WindowGraph } from "../graph";
import { dijkstra } from "./dijkstra";
import { lengthsOf, tie, type Length } from "./lengths";

/** What can be reached from a source. The arrays are used again by the next search. */
export interface Reached {
  /** Number of nodes that were reached, the source included. */
  readonly count: number;
  /** Those nodes, nearest first, the source before all. */
  readonly order: Uint32Array;
  /** By node; Infinity for those that were not reached. */
  readonly distances: Float64Array;
}

/** The rows in which a path goes on from a node, and those in which it came. */
export interface Directed {
  readonly forward: Csr;
  readonly backward: Csr;
  readonly nodeCount: number;
}

/** Paths along the edges. */
export const outward = ({ out, in: incoming, nodeCount }: WindowGraph): Directed => ({ forward: out, backward: incoming, nodeCount });

/** Paths against the edges: distances *to* the node that the search begins at. */
export const inward = ({ out, in: incoming, nodeCount }: WindowGraph): Directed => ({ forward: incoming, backward: out, nodeCount });

/** A search for shortest paths, to be begun at any node: breadth first for hops, by Dijkstra's method otherwise. */
export function shortestPaths({ forward, nodeCount }: Directed, length: Length): (source: number) => Reached {
  const distances = new Float64Array(nodeCount);
  const order = new Uint32Array(nodeCount);
  const search =
    length === "hops" ? breadthFirst(forward, distances, order) : dijkstra(forward, lengthsOf(forward, length), distances, order);
  return (source) => ({ count: search(source), order, distances });
}

function breadthFirst({ offsets, targets }: Csr, distances: Float64Array, order: Uint32Array): (source: number) => number {
  return (source) => {
    distances.fill(Infinity);
    distances[source] = 0;
    order[0] = source;
    let count = 1;
    for (let at = 0; at < count; at++) {
      const node = order[at];
      for (let e = offsets[node]; e < offsets[node + 1]; e++) {
        const target = targets[e];
        if (distances[target] !== Infinity) continue;
        distances[target] = distances[node] + 1;
        order[count++] = target;
      }
    }
    return count;
  };
}

/** The edges of shortest paths from one source, which make no circle. The arrays are used again by the next search. */
export interface PathTree extends Reached {
  /** Number of shortest paths from the source to each node that was reached. */
  readonly pathCounts: Float64Array;
  /** The last nodes before node v on its shortest paths are before[backward.offsets[v]] and the beforeCounts[v] − 1 after it. */
  readonly before: Uint32Array;
  readonly beforeCounts: Uint32Array;
}

/** A search that counts the shortest paths, too. Distances tie within `tie` of themselves. */
export function shortestPathTrees(graph: Directed, length: Length): (source: number) => PathTree {
  const { backward, nodeCount } = graph;
  const { offsets, targets } = backward;
  const lengths = lengthsOf(backward, length);
  const search = shortestPaths(graph, length);
  const pathCounts = new Float64Array(nodeCount);
  const before = new Uint32Array(targets.length);
  const beforeCounts = new Uint32Array(nodeCount);
  const reached = new Uint8Array(nodeCount);
  return (source) => {
    const { count, order, distances } = search(source);
    reached.fill(0);
    reached[source] = 1;
    pathCounts[source] = 1;
    beforeCounts[source] = 0;
    for (let at = 1; at < count; at++) {
      const node = order[at];
      const most = distances[node] * (1 + tie);
      let [paths, found] = [0, 0];
      for (let e = offsets[node]; e < offsets[node + 1]; e++) {
        const previous = targets[e];
        // Only nodes that were reached earlier: with the tolerance, two nodes at nearly the same distance would precede each other.
        if (distances[previous] + lengths[e] > most || !reached[previous]) continue;
        before[offsets[node] + found++] = previous;
        paths += pathCounts[previous];
      }
      pathCounts[node] = paths;
      beforeCounts[node] = found;
      reached[node] = 1;
    }
    return { count, order, distances, pathCounts, before, beforeCounts };
  };
}
