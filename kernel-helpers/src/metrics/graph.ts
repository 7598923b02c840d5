import type { WindowGraph } from "../edges/graph";

export type { Csr, WindowGraph } from "../edges/graph";

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
