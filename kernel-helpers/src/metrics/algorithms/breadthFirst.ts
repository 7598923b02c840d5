import type { Csr } from "../graph";
import type { PathSearch, PathTree } from "./shortestPaths";

/** A search by hops. */
export function breadthFirst({ offsets: rows, targets }: Csr, tree: PathTree): PathSearch {
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
