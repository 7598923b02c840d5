import type { Csr, WindowGraph } from "../graph";
import { lengthsOf, tie, type Length } from "./lengths";

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
  return { tree, search: length === "hops" ? breadthFirst(forward, tree) : dijkstra(forward, lengthsOf(forward), tree) };
}

function breadthFirst({ offsets: rows, targets }: Csr, tree: PathTree): PathSearch {
  return (source) => {
    const { order, distances, pathCounts, offsets, before, beforeCounts } = tree;
    distances.fill(Infinity);
    distances[source] = 0;
    pathCounts[source] = 1;
    beforeCounts[source] = 0;
    order[0] = source;
    let count = 1;
    for (let at = 0; at < count; at++) {
      const node = order[at];
      const distance = distances[node] + 1;
      for (let e = rows[node], end = rows[node + 1]; e < end; e++) {
        const target = targets[e];
        if (distances[target] < distance) continue;
        if (distances[target] > distance) {
          distances[target] = distance;
          pathCounts[target] = beforeCounts[target] = 0;
          order[count++] = target;
        }
        pathCounts[target] += pathCounts[node];
        before[offsets[target] + beforeCounts[target]++] = node;
      }
    }
    return count;
  };
}

/**
 * Distances tie within `tie` of themselves. A node is before another only when it was reached earlier: with the tolerance, two nodes at
 * nearly the same distance would precede each other.
 *
 * The heap of open nodes lies in arrays of its own, distances included, and in this one function: it is the time of all metrics of
 * paths by bytes.
 */
function dijkstra({ offsets: rows, targets }: Csr, lengths: Float64Array, tree: PathTree): PathSearch {
  const nodeCount = tree.order.length;
  const heap = { keys: new Float64Array(nodeCount), nodes: new Uint32Array(nodeCount), places: new Int32Array(nodeCount) };
  /** The longest way to each node that is of use yet: none once it is reached, and no edge of infinite length. */
  const limits = new Float64Array(nodeCount);
  /** Length of the way by each of `before`. */
  const ways = new Float64Array(tree.before.length);

  /** Drops the ways to a node that do not tie with a shorter one. */
  function shorten(node: number, most: number): void {
    const { pathCounts, offsets, before, beforeCounts } = tree;
    const first = offsets[node];
    let kept = 0;
    pathCounts[node] = 0;
    for (let at = first; at < first + beforeCounts[node]; at++) {
      if (ways[at] > most) continue;
      before[first + kept] = before[at];
      ways[first + kept++] = ways[at];
      pathCounts[node] += pathCounts[before[at]];
    }
    beforeCounts[node] = kept;
  }

  return (source) => {
    const { order, distances, pathCounts, offsets, before, beforeCounts } = tree;
    const { keys, nodes, places } = heap;
    distances.fill(Infinity);
    limits.fill(Number.MAX_VALUE);
    places.fill(-1);
    distances[source] = 0;
    pathCounts[source] = 1;
    beforeCounts[source] = 0;
    keys[0] = 0;
    nodes[0] = source;
    let size = 1;
    let count = 0;
    while (size > 0) {
      const node = nodes[0];
      const reached = keys[0];
      const paths = pathCounts[node];
      limits[node] = -1;
      order[count++] = node;
      if (--size > 0) {
        const key = keys[size];
        const moved = nodes[size];
        let at = 0;
        for (let below = 1; below < size; below = 2 * at + 1) {
          if (below + 1 < size && keys[below + 1] < keys[below]) below++;
          if (keys[below] >= key) break;
          keys[at] = keys[below];
          places[(nodes[at] = nodes[below])] = at;
          at = below;
        }
        keys[at] = key;
        nodes[at] = moved;
        places[moved] = at;
      }
      for (let e = rows[node], end = rows[node + 1]; e < end; e++) {
        const target = targets[e];
        const distance = reached + lengths[e];
        if (distance > limits[target]) continue;
        if (distance < distances[target]) {
          const most = distance * (1 + tie);
          if (distances[target] > most) pathCounts[target] = beforeCounts[target] = 0;
          else shorten(target, most);
          distances[target] = distance;
          limits[target] = most;
          let at = places[target] < 0 ? size++ : places[target];
          while (at > 0) {
            const above = (at - 1) >> 1;
            if (keys[above] <= distance) break;
            keys[at] = keys[above];
            places[(nodes[at] = nodes[above])] = at;
            at = above;
          }
          keys[at] = distance;
          nodes[at] = target;
          places[target] = at;
        }
        const at = offsets[target] + beforeCounts[target]++;
        before[at] = node;
        ways[at] = distance;
        pathCounts[target] += paths;
      }
    }
    return count;
  };
}
