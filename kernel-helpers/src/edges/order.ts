import { Engine } from "./engine";
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

/** Nodes by name, and the number that each had before. */
export interface SortedNodes {
  readonly nodes: Node[];
  readonly order: Uint32Array;
}

/** Nodes by name, edges by the names of their ends. Nothing can be added to the pairs afterwards. */
export function sortedPairs(pairs: Pairs): SortedPairs {
  const order = nameOrder(pairs.nodes.map(({ name }) => name));
  const ends = pairs.finish();
  const engine = new Engine();
  return sortedEdges(engine, { order, nodes: Array.from(order, (node) => pairs.nodes[node]) }, engine.copyOf(ends), ends.length / 2);
}

/**
 * Edges by the names of their ends.
 *
 * @param ends where in the engine's memory source and destination of each edge stand, by the numbers that nodes had before
 */
export function sortedEdges(engine: Engine, { nodes, order }: SortedNodes, ends: number, count: number): SortedPairs {
  const newNode = new Uint32Array(order.length);
  for (let place = 0; place < order.length; place++) newNode[order[place]] = place;
  const newNodeAt = engine.copyOf(newNode);
  const next = engine.allocate((order.length + 1) * 4);
  const [byDestination, sources, destinations, ranks] = Array.from({ length: 4 }, () => engine.allocate(count * 4));
  engine.loops.sortEdges(ends, count, newNodeAt, order.length, next, byDestination, sources, destinations, ranks);
  const [a, b, rank] = [sources, destinations, ranks].map((at) => engine.uint32(at, count).slice());
  for (const at of [byDestination, sources, destinations, ranks]) engine.free(at, count * 4);
  engine.free(next, (order.length + 1) * 4);
  engine.free(newNodeAt, order.length * 4);
  return { nodes, sources: a, destinations: b, rank };
}

/** The nodes of both, by name. */
export function merged(a: SortedNodes, b: SortedNodes): SortedNodes {
  if (b.nodes.length === 0) return a;
  const nodes: Node[] = [];
  const order = new Uint32Array(a.nodes.length + b.nodes.length);
  for (let [i, j] = [0, 0]; i + j < order.length;) {
    const isOfA = j === b.nodes.length || (i < a.nodes.length && a.nodes[i].name < b.nodes[j].name);
    order[i + j] = isOfA ? a.order[i] : b.order[j];
    nodes.push(isOfA ? a.nodes[i++] : b.nodes[j++]);
  }
  return { nodes, order };
}
