import { breadthFirst } from "./breadthFirst";
import { dijkstra, openRows } from "./dijkstra";
import {
  before,
  beforeCounts,
  between,
  carried,
  distances,
  distanceSums,
  loads,
  nearness,
  nodeCount,
  offsets,
  order,
  pathCounts,
  reached,
  reaching,
  through,
  wanted,
} from "./graph";

/** Sums over the paths between all pairs; returns the greatest distance. */
export function sumAll(byHops: bool): f64 {
  if (!byHops) openRows();
  let longest: f64 = 0;
  for (let source: u32 = 0; source < nodeCount; source++) {
    const count = byHops ? breadthFirst(source) : dijkstra(source);
    reached[source] = count - 1;
    longest = max(longest, distances[order[count - 1]]);
    for (let at = count - 1; at > 0; at--) addNode(order[at]);
    through[source] = 0;
    carried[source] = 0;
  }
  return longest;
}

/** A node is met after all that come behind it. */
function addNode(node: u32): void {
  const first = offsets[node];
  const count = beforeCounts[node];
  const paths = pathCounts[node];
  const passing = 1 + through[node];
  const load = 1 + carried[node];
  if (count === 1) {
    // Most have one node before them, and as many paths as it.
    const last = before[first];
    const lastPaths = pathCounts[last];
    through[last] += lastPaths === paths ? passing : (passing / paths) * lastPaths;
    carried[last] += load;
  } else {
    for (let e = first, end = first + count; e < end; e++) {
      through[before[e]] += (pathCounts[before[e]] * passing) / paths;
      carried[before[e]] += load / count;
    }
  }
  between[node] += through[node];
  loads[node] += carried[node];
  through[node] = 0;
  carried[node] = 0;
  reaching[node]++;
  distanceSums[node] += distances[node];
  nearness[node] += 1 / distances[node];
}

/** To be called before `sumFrom`. */
export function start(byHops: bool): void {
  if (!byHops) openRows();
}

/** Adds to `between` the paths from a source to the nodes that are wanted. */
export function sumFrom(source: u32, byHops: bool, endpoints: bool): void {
  const count = byHops ? breadthFirst(source) : dijkstra(source);
  for (let at = count - 1; at > 0; at--) {
    const node = order[at];
    const share = (wanted[node] + through[node]) / pathCounts[node];
    for (let e = offsets[node], end = e + beforeCounts[node]; e < end; e++) through[before[e]] += pathCounts[before[e]] * share;
    between[node] += through[node];
    through[node] = 0;
    if (!endpoints) continue;
    between[node] += wanted[node];
    between[source] += wanted[node];
  }
  through[source] = 0;
}
