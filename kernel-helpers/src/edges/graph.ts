import Graph from "graphology";
import { type Node, type NodeKind, serviceOf } from "./node";

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
  /** What each node is called at level `service`: its service, or its kind where it is of none (outside, client, …). */
  readonly services: readonly string[];
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

/** Makes a graph of nodes and of edges that are sorted by source and destination, each pair once. */
export function windowGraph(nodes: readonly Node[], edges: readonly EdgeInput[]): WindowGraph {
  const offsets = new Uint32Array(nodes.length + 1);
  for (const { source } of edges) offsets[source + 1]++;
  for (let i = 0; i < nodes.length; i++) offsets[i + 1] += offsets[i];
  return csrGraph(nodes, {
    offsets,
    targets: Uint32Array.from(edges, ({ destination }) => destination),
    bytes: Float64Array.from(edges, ({ bytes }) => bytes),
    frames: Float64Array.from(edges, ({ frames }) => frames),
  });
}

/** Makes a graph of nodes and of the rows of its edges. */
export function csrGraph(nodes: readonly Node[], out: Csr): WindowGraph {
  const names = nodes.map((node) => node.name);
  const kinds = nodes.map((node) => node.kind);
  let incoming: Csr | null = null;
  let services: readonly string[] | null = null;
  let graph: Graph | null = null;
  return {
    nodeCount: nodes.length,
    edgeCount: out.targets.length,
    names,
    kinds,
    get services() {
      return (services ??= nodes.map(serviceOf));
    },
    out,
    get in() {
      return (incoming ??= transposed(out));
    },
    bytesBetween: (i, j) => bytesBetween(out, i, j),
    toGraphology() {
      if (graph) return graph;
      graph = new Graph({ type: "directed", allowSelfLoops: true });
      for (const { name, kind } of nodes) graph.addNode(name, { kind });
      for (let i = 0; i < nodes.length; i++)
        for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++)
          graph.addEdge(names[i], names[out.targets[e]], { bytes: out.bytes[e], frames: out.frames[e] });
      return graph;
    },
  };
}

/** The same edges by the node at which they end. */
function transposed({ offsets, targets, bytes, frames }: Csr): Csr {
  const turned: Csr = {
    offsets: new Uint32Array(offsets.length),
    targets: new Uint32Array(targets.length),
    bytes: new Float64Array(targets.length),
    frames: new Float64Array(targets.length),
  };
  for (const target of targets) turned.offsets[target + 1]++;
  for (let i = 1; i < offsets.length; i++) turned.offsets[i] += turned.offsets[i - 1];
  const next = turned.offsets.slice();
  for (let i = 0; i < offsets.length - 1; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const at = next[targets[e]]++;
      turned.targets[at] = i;
      turned.bytes[at] = bytes[e];
      turned.frames[at] = frames[e];
    }
  return turned;
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
