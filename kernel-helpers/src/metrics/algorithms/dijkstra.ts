import type { Csr } from "../graph";
import { lengthsOf, tie } from "./lengths";
import type { PathSearch, PathTree } from "./shortestPaths";

/**
 * Distances tie within `tie` of themselves. A node is before another only when it was reached earlier: with the tolerance, two nodes at
 * nearly the same distance would precede each other.
 *
 * The heap of open nodes lies in arrays of its own, distances included, and in this one function: it is the time of all metrics of
 * paths by bytes.
 */
export function dijkstra(edges: Csr, tree: PathTree): PathSearch {
  const { offsets: rows, targets } = edges;
  const lengths = lengthsOf(edges);
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
