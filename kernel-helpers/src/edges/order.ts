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

/** Nodes by name, edges by the names of their ends. */
export function sortedPairs(pairs: Pairs): SortedPairs {
  const order = pairs.nodes.map((_, i) => i).sort((a, b) => (pairs.nodes[a].name < pairs.nodes[b].name ? -1 : 1));
  const newNode = new Uint32Array(order.length);
  order.forEach((old, now) => (newNode[old] = now));

  const count = pairs.sources.length;
  const keys = Float64Array.from(
    { length: count },
    (_, edge) => newNode[pairs.sources[edge]] * order.length + newNode[pairs.destinations[edge]],
  );
  const edges = Uint32Array.from({ length: count }, (_, edge) => edge).sort((a, b) => keys[a] - keys[b]);
  const rank = new Uint32Array(count);
  edges.forEach((old, now) => (rank[old] = now));
  return {
    nodes: order.map((node) => pairs.nodes[node]),
    sources: edges.map((edge) => newNode[pairs.sources[edge]]),
    destinations: edges.map((edge) => newNode[pairs.destinations[edge]]),
    rank,
  };
}
