import { before, beforeCounts, distances, nodeCount, offsets, order, pathCounts, rows, targets } from "./graph";

/** Searches by hops from a source; returns the number of nodes that were reached, the source included. */
export function breadthFirst(source: u32): u32 {
  for (let node: u32 = 0; node < nodeCount; node++) distances[node] = Infinity;
  distances[source] = 0;
  pathCounts[source] = 1;
  beforeCounts[source] = 0;
  order[0] = source;
  let count: u32 = 1;
  for (let at: u32 = 0; at < count; at++) {
    const node = order[at];
    const distance = distances[node] + 1;
    const paths = pathCounts[node];
    for (let e = rows[node], end = rows[node + 1]; e < end; e++) {
      const target = targets[e];
      const known = distances[target];
      if (known < distance) continue;
      const first = offsets[target];
      if (known > distance) {
        distances[target] = distance;
        order[count++] = target;
        before[first] = node;
        beforeCounts[target] = 1;
        pathCounts[target] = paths;
      } else {
        const others = beforeCounts[target];
        before[first + others] = node;
        beforeCounts[target] = others + 1;
        pathCounts[target] += paths;
      }
    }
  }
  return count;
}
