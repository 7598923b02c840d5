import Graph from "graphology";
import type { Node, NodeKind } from "./node";

/** Compressed sparse rows: the edges of node i are those from offsets[i] up to, not including, offsets[i + 1]. */
export interface Csr {
  /** Length nodeCount + 1. */
  readonly offsets: Uint32Array;
  /** The node at the other end; ascending within a row. */
  readonly targets: Uint32Array;
  /** IP bytes and frames of the edge in the window. */
  readonly bytes: Float64Array;
  readonly frames: Float64Array;
}

/** The traffic graph of one window: nodes are those that sent or received in it, by name; self-loops are kept. */
export interface WindowGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly names: readonly string[];
  /** What each node is: an instance, outside, … */
  readonly kinds: readonly NodeKind[];
  readonly out: Csr;
  readonly in: Csr;
  /** Bytes from node i to node j; 0 where there is no edge. */
  bytesBetween(i: number, j: number): number;
  /** A directed graphology Graph with `bytes` and `frames` on its edges and `kind` on its nodes; made at the first call. */
  toGraphology(): Graph;
}

/** An edge between two nodes of a graph that is to be made. */
export interface EdgeInput {
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
  readonly frames: number;
}

/**
 * Makes a graph of nodes and of edges that are sorted by source and destination, each pair once.
 */
export function windowGraph(nodes: readonly Node[], edges: readonly EdgeInput[]): WindowGraph {
  const names = nodes.map((node) => node.name);
  const kinds = nodes.map((node) => node.kind);
  const out = rows(
    nodes.length,
    edges,
    (edge) => edge.source,
    (edge) => edge.destination,
  );
  const incoming = rows(
    nodes.length,
    edges,
    (edge) => edge.destination,
    (edge) => edge.source,
  );
  let graph: Graph | null = null;
  return {
    nodeCount: nodes.length,
    edgeCount: edges.length,
    names,
    kinds,
    out,
    in: incoming,
    bytesBetween: (i, j) => bytesBetween(out, i, j),
    toGraphology() {
      if (graph) return graph;
      graph = new Graph({ type: "directed", allowSelfLoops: true });
      for (const { name, kind } of nodes) graph.addNode(name, { kind });
      for (const { source, destination, bytes, frames } of edges) graph.addEdge(names[source], names[destination], { bytes, frames });
      return graph;
    },
  };
}

function rows(nodeCount: number, edges: readonly EdgeInput[], from: (edge: EdgeInput) => number, to: (edge: EdgeInput) => number): Csr {
  const offsets = new Uint32Array(nodeCount + 1);
  for (const edge of edges) offsets[from(edge) + 1]++;
  for (let i = 0; i < nodeCount; i++) offsets[i + 1] += offsets[i];
  const csr: Csr = {
    offsets,
    targets: new Uint32Array(edges.length),
    bytes: new Float64Array(edges.length),
    frames: new Float64Array(edges.length),
  };
  const next = offsets.slice();
  for (const edge of edges) {
    const at = next[from(edge)]++;
    csr.targets[at] = to(edge);
    csr.bytes[at] = edge.bytes;
    csr.frames[at] = edge.frames;
  }
  return csr;
}

function bytesBetween({ offsets, targets, bytes }: Csr, i: number, j: number): number {
  let low = offsets[i];
  let high = offsets[i + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (targets[middle] < j) low = middle + 1;
    else high = middle;
  }
  return low < offsets[i + 1] && targets[low] === j ? bytes[low] : 0;
}
