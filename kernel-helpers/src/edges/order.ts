import { nameOrder } from "./nameOrder";
import type { Node } from "./node";
import type { Pairs } from "./pairs";

/** Nodes and edges as an edge table has them. */
export interface SortedPairs {
  readonly nodes: Node[];
  readonly sources: Uint32Array;
  readonly destinations: Uint32Array;
  /** New number of each edge. */
  readonly rank: Uint32Array;
}

/** Nodes by name, edges by the names of their ends. Nothing can be added to the pairs afterwards. */
export function sortedPairs(pairs: Pairs): SortedPairs {
  const order = nameOrder(pairs.nodes.map(({ name }) => name));
  const newNode = new Uint32Array(order.length);
  order.forEach((old, now) => (newNode[old] = now));

  const ends = pairs.finish();
  const sources = ends.sources.map((node) => newNode[node]);
  const destinations = ends.destinations.map((node) => newNode[node]);
  const edges = stableByNode(stableByNode(Uint32Array.from(sources.keys()), destinations, order.length), sources, order.length);
  const rank = new Uint32Array(edges.length);
  edges.forEach((old, now) => (rank[old] = now));
  return {
    nodes: Array.from(order, (node) => pairs.nodes[node]),
    sources: edges.map((edge) => sources[edge]),
    destinations: edges.map((edge) => destinations[edge]),
    rank,
  };
}

/** Counting sort of edges by one of their ends; edges of one node keep their order. */
function stableByNode(edges: Uint32Array, nodeOf: Uint32Array, nodeCount: number): Uint32Array {
  const next = new Uint32Array(nodeCount + 1);
  for (const edge of edges) next[nodeOf[edge] + 1]++;
  for (let node = 0; node < nodeCount; node++) next[node + 1] += next[node];
  const sorted = new Uint32Array(edges.length);
  for (const edge of edges) sorted[next[nodeOf[edge]]++] = edge;
  return sorted;
}
