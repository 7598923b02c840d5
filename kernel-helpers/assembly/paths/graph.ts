// The graph whose paths are sought, what is known of the shortest from one source, and the sums over all: where they lie in memory.
import { Doubles, Words } from "./numbers";

export let nodeCount: u32 = 0;

// What src/metrics/algorithms/pathLoops.ts writes: the rows in which paths go on from a node, the length of each edge (infinite: no path takes
// it), and offsets of the rows in which they come.
export let rows: Words = changetype<Words>(0);
export let targets: Words = changetype<Words>(0);
export let lengths: Doubles = changetype<Doubles>(0);
export let offsets: Words = changetype<Words>(0);
/** How often each node ends a path, where paths to some nodes are asked for. */
export let wanted: Doubles = changetype<Doubles>(0);

// The shortest paths from a source; their edges make no circle.
/** Nodes that were reached, nearest first, the source before all. */
export let order: Words = changetype<Words>(0);
/** By node; infinite for those that were not reached. */
export let distances: Doubles = changetype<Doubles>(0);
/** Number of shortest paths to each node that was reached. */
export let pathCounts: Doubles = changetype<Doubles>(0);
/** The last nodes before node v on its shortest paths are before[offsets[v]] and the beforeCounts[v] − 1 after it. */
export let before: Words = changetype<Words>(0);
export let beforeCounts: Words = changetype<Words>(0);

// Sums by node, as src/metrics/algorithms/pathSums.ts describes them.
export let between: Doubles = changetype<Doubles>(0);
export let loads: Doubles = changetype<Doubles>(0);
export let distanceSums: Doubles = changetype<Doubles>(0);
export let nearness: Doubles = changetype<Doubles>(0);
export let reached: Words = changetype<Words>(0);
export let reaching: Words = changetype<Words>(0);
/** Of one source: what is handed from a node to those before it. */
export let through: Doubles = changetype<Doubles>(0);
export let carried: Doubles = changetype<Doubles>(0);

// Dijkstra's method alone.
/** Where the useful edges of each row end. */
export let ends: Words = changetype<Words>(0);
/** The longest way to each node that is of use yet: none once it is reached, and no edge of infinite length. */
export let limits: Doubles = changetype<Doubles>(0);
/** Length of the way by each of `before`. */
export let ways: Doubles = changetype<Doubles>(0);
/** The heap of open nodes: their distances, themselves, and the place of each in it; −1: it is not in it. One more key than nodes. */
export let keys: Doubles = changetype<Doubles>(0);
export let open: Words = changetype<Words>(0);
export let places: Words = changetype<Words>(0);

let end: usize = 0;

/** Makes room for a graph of so many nodes and edges, in the place of the one before; all sums are 0, and nothing is wanted. */
export function place(nodes: u32, edges: u32): void {
  nodeCount = nodes;
  end = __heap_base;
  lengths = doubles(edges);
  distances = doubles(nodes);
  pathCounts = doubles(nodes);
  limits = doubles(nodes);
  ways = doubles(edges);
  keys = doubles(nodes + 1);
  const sums = end;
  wanted = doubles(nodes);
  between = doubles(nodes);
  loads = doubles(nodes);
  distanceSums = doubles(nodes);
  nearness = doubles(nodes);
  through = doubles(nodes);
  carried = doubles(nodes);
  reached = words(nodes);
  reaching = words(nodes);
  const zeros = end - sums;
  rows = words(nodes + 1);
  ends = words(nodes);
  offsets = words(nodes + 1);
  targets = words(edges);
  order = words(nodes);
  before = words(edges);
  beforeCounts = words(nodes);
  open = words(nodes);
  places = words(nodes);
  const missing = <i32>((end + 0xffff) >> 16) - memory.size();
  if (missing > 0) memory.grow(missing);
  memory.fill(sums, 0, zeros);
}

function doubles(count: u32): Doubles {
  return changetype<Doubles>(taken((<usize>count) << 3));
}

function words(count: u32): Words {
  return changetype<Words>(taken((<usize>count) << 2));
}

function taken(length: usize): usize {
  const at = end;
  end = (end + length + 7) & ~7;
  return at;
}
