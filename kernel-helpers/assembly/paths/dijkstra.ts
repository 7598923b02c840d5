import {
  before,
  beforeCounts,
  distances,
  ends,
  keys,
  lengths,
  limits,
  nodeCount,
  offsets,
  open,
  order,
  pathCounts,
  places,
  rows,
  targets,
  ways,
} from "./graph";

/**
 * Distances that agree within this share of themselves tie. Compared exactly, sums of 1 ÷ bytes that are equal by arithmetic differ by
 * rounding, and shortest paths go missing: in one of thirty graphs with tied weights.
 */
const tie: f64 = 1e-12;
const nowhere: u32 = 0xffffffff;

/** Opens the rows for searches. */
export function openRows(): void {
  for (let node: u32 = 0; node < nodeCount; node++) ends[node] = rows[node + 1];
}

/**
 * Searches by Dijkstra's method from a source; returns the number of nodes that were reached, the source included.
 *
 * A node is before another only when it was reached earlier: with the tolerance, two nodes at nearly the same distance would precede each
 * other.
 */
export function dijkstra(source: u32): u32 {
  for (let node: u32 = 0; node < nodeCount; node++) {
    distances[node] = Infinity;
    limits[node] = f64.MAX_VALUE;
    places[node] = nowhere;
  }
  distances[source] = 0;
  pathCounts[source] = 1;
  beforeCounts[source] = 0;
  keys[0] = 0;
  open[0] = source;
  let size: u32 = 1;
  let count: u32 = 0;
  while (size > 0) {
    const node = open[0];
    const distance = keys[0];
    const paths = pathCounts[node];
    limits[node] = -1;
    order[count++] = node;
    if (--size > 0) sink(size);
    for (let e = rows[node], end = ends[node]; e < end; e++) {
      const target = targets[e];
      const way = distance + lengths[e];
      if (way > limits[target]) continue;
      const first = offsets[target];
      let others: u32 = 0;
      let pathsOfOthers: f64 = 0;
      if (way < distances[target]) {
        const most = way * (1 + tie);
        if (distances[target] <= most) {
          others = shorten(target, most);
          pathsOfOthers = pathCounts[target];
        }
        distances[target] = way;
        limits[target] = most;
        const known = places[target];
        rise(target, way, known === nowhere ? size++ : known);
      } else {
        others = beforeCounts[target];
        pathsOfOthers = pathCounts[target];
      }
      before[first + others] = node;
      ways[first + others] = way;
      beforeCounts[target] = others + 1;
      pathCounts[target] = pathsOfOthers + paths;
    }
  }
  forgetDetours(source);
  return count;
}

/** Puts the last of the heap, which had size + 1 nodes, into the place of the first. */
function sink(size: u32): void {
  const key = keys[size];
  const moved = open[size];
  // A node without a neighbour below needs no question.
  keys[size] = Infinity;
  let at: u32 = 0;
  for (let below: u32 = 1; below < size; below = 2 * at + 1) {
    // Which is nearer cannot be foretold: no branch.
    below += <u32>(keys[below + 1] < keys[below]);
    const least = keys[below];
    if (least >= key) break;
    const node = open[below];
    keys[at] = least;
    open[at] = node;
    places[node] = at;
    at = below;
  }
  keys[at] = key;
  open[at] = moved;
  places[moved] = at;
}

/** Lets a node rise in the heap from a place to where its key belongs. */
function rise(node: u32, key: f64, from: u32): void {
  let at = from;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const more = keys[above];
    if (more <= key) break;
    const lower = open[above];
    keys[at] = more;
    open[at] = lower;
    places[lower] = at;
    at = above;
  }
  keys[at] = key;
  open[at] = node;
  places[node] = at;
}

/** Drops the ways to a node that do not tie with a shorter one; returns how many are left. */
function shorten(node: u32, most: f64): u32 {
  const first = offsets[node];
  const end = first + beforeCounts[node];
  let kept = first;
  let paths: f64 = 0;
  for (let at = first; at < end; at++) {
    if (ways[at] > most) continue;
    before[kept] = before[at];
    ways[kept++] = ways[at];
    paths += pathCounts[before[at]];
  }
  pathCounts[node] = paths;
  return kept - first;
}

/** An edge that is longer than the way around it is on no shortest path: searches from other sources need not look at it. */
function forgetDetours(source: u32): void {
  let kept = rows[source];
  for (let e = kept, end = ends[source]; e < end; e++) {
    const target = targets[e];
    if (lengths[e] > distances[target] * (1 + tie)) continue;
    targets[kept] = target;
    lengths[kept++] = lengths[e];
  }
  ends[source] = kept;
}
