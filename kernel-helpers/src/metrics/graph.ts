import type Graph from "graphology";

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

/** The traffic graph of one window: nodes are those that sent or received in it; self-loops are kept. */
export interface WindowGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly names: readonly string[];
  readonly out: Csr;
  readonly in: Csr;
  /** Bytes from node i to node j; 0 where there is no edge. */
  bytesBetween(i: number, j: number): number;
  /** A directed graphology Graph with `bytes` and `frames` on its edges; made at the first call. */
  toGraphology(): Graph;
}

export interface MetricContext {
  /** Graphs of the windows before this one, oldest first. */
  readonly previous: readonly WindowGraph[];
  readonly window: number;
  /** Entities that existed in this window, whether they spoke or not. */
  readonly alive: readonly string[];
}

export interface MetricDefinition {
  /** Dotted, lower case first. */
  readonly name: string;
  /** What there is one value of; default `graph`. */
  readonly per?: "graph" | "node" | "pair" | "service";
  readonly unit?: string;
  of(graph: WindowGraph, context: MetricContext): number | Float64Array;
}
