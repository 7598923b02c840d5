// Edges in the order of their ends.

/**
 * Two counting sorts, by destination and then by source.
 *
 * @param ends source and destination of each of `count` edges, old numbers of nodes
 * @param newNode new number of each of `nodes` nodes
 * @param next room for nodes + 1 words, and `byDestination` for `count`
 * @param sources ends of the sorted edges, and `destinations`; `ranks`: the place of each edge among them
 */
export function sortEdges(
  ends: usize,
  count: u32,
  newNode: usize,
  nodes: u32,
  next: usize,
  byDestination: usize,
  sources: usize,
  destinations: usize,
  ranks: usize,
): void {
  countEnds(ends + 4, count, newNode, next, nodes);
  for (let edge: u32 = 0; edge < count; edge++) store<u32>(byDestination + placeOf(ends + edge * 8 + 4, newNode, next) * 4, edge);
  countEnds(ends, count, newNode, next, nodes);
  for (let i: u32 = 0; i < count; i++) {
    const edge = load<u32>(byDestination + i * 4);
    const place = placeOf(ends + edge * 8, newNode, next);
    store<u32>(ranks + edge * 4, place);
    store<u32>(sources + place * 4, renumbered(ends + edge * 8, newNode));
    store<u32>(destinations + place * 4, renumbered(ends + edge * 8 + 4, newNode));
  }
}

function renumbered(end: usize, newNode: usize): u32 {
  return load<u32>(newNode + load<u32>(end) * 4);
}

/** For each node the place of the first edge that ends there. */
function countEnds(end: usize, count: u32, newNode: usize, next: usize, nodes: u32): void {
  memory.fill(next, 0, 4 * (nodes + 1));
  for (let edge: u32 = 0; edge < count; edge++) {
    const at = next + (renumbered(end + edge * 8, newNode) + 1) * 4;
    store<u32>(at, load<u32>(at) + 1);
  }
  for (let node: u32 = 0; node < nodes; node++) {
    const at = next + node * 4;
    store<u32>(at, load<u32>(at) + load<u32>(at, 4), 4);
  }
}

/** The next place for an edge that ends there. */
function placeOf(end: usize, newNode: usize, next: usize): u32 {
  const at = next + renumbered(end, newNode) * 4;
  const place = load<u32>(at);
  store<u32>(at, place + 1);
  return place;
}
