import type { Csr, WindowGraph } from "../graph";
import { breadthFirst } from "./breadthFirst";
import { dijkstra } from "./dijkstra";
import type { Length } from "./lengths";

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

/** What can be reached from a source by the shortest paths, whose edges make no circle. The next search uses the arrays again. */
export interface PathTree {
  /** The nodes that were reached, nearest first, the source before all. */
  readonly order: Uint32Array;
  /** By node; Infinity for those that were not reached. */
  readonly distances: Float64Array;
  /** Number of shortest paths from the source to each node that was reached. */
  readonly pathCounts: Float64Array;
  /** The last nodes before node v on its shortest paths are before[offsets[v]] and the beforeCounts[v] − 1 after it. */
  readonly offsets: Uint32Array;
  readonly before: Uint32Array;
  readonly beforeCounts: Uint32Array;
}

/** Searches from a source, writes into the tree, and returns the number of nodes that were reached, the source included. */
export type PathSearch = (source: number) => number;

/** A search for shortest paths, to be begun at any node: breadth first for hops, by Dijkstra's method otherwise. */
export function shortestPaths({ forward, backward, nodeCount }: Directed, length: Length): { tree: PathTree; search: PathSearch } {
  const tree: PathTree = {
    order: new Uint32Array(nodeCount),
    distances: new Float64Array(nodeCount),
    pathCounts: new Float64Array(nodeCount),
    offsets: backward.offsets,
    before: new Uint32Array(backward.targets.length),
    beforeCounts: new Uint32Array(nodeCount),
  };
  return { tree, search: length === "hops" ? breadthFirst(forward, tree) : dijkstra(forward, tree) };
}
