import type { WindowGraph } from "../edges/graph";

export type { Csr, WindowGraph } from "../edges/graph";

export interface MetricContext {
  /** Graphs of the windows before this one, oldest first; made when they are asked for. */
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
  /** What people call it: the title of its picture. */
  readonly title?: string;
  /** The value of a window; per node, or per pair in the order of `graph.out`: one each. */
  of(graph: WindowGraph, context: MetricContext): number | Float64Array;
}

/** The values of a metric per node as vectors over time: one a window, its places are the nodes of the whole table, absent = 0. */
export interface VectorSeries {
  readonly windowCount: number;
  readonly nodes: readonly string[];
  at(window: number): Float64Array;
}

export interface SeriesContext {
  /** Windows that a reference may be made of, ascending. */
  readonly training: readonly number[];
  /** Number of windows that a sliding reference looks back. */
  readonly W: number;
}

/** A series that is derived from another metric's values over all windows. */
export interface SeriesDefinition {
  readonly name: string;
  /** The metric per node that it is made from. */
  readonly from: string;
  readonly unit?: string;
  readonly title?: string;
  /** One value per window; NaN where there is none. */
  series(vectors: VectorSeries, context: SeriesContext): Float64Array;
}

export type AnyDefinition = MetricDefinition | SeriesDefinition;

export const isSeries = (definition: AnyDefinition): definition is SeriesDefinition => "series" in definition;
