import type { WindowGraph } from "../edges/graph";
import type { Service, ServicePair } from "./services";

export type { Csr, WindowGraph } from "../edges/graph";

export interface MetricContext {
  /** Graphs of the windows before this one, oldest first; made when they are asked for. */
  readonly previous: readonly WindowGraph[];
  readonly window: number;
  /** Length of a window in seconds. */
  readonly every: number;
  /** Entities that existed in this window, whether they spoke or not. */
  readonly alive: readonly string[];
  /** Services with an instance that existed in this window, by name. */
  readonly services: readonly Service[];
  /** Pairs of services (a service and itself, and what is no service, such as outside, too) that spoke in this window, by name. */
  readonly pairs: readonly ServicePair[];
  /** Graphs of the training windows, of which a frozen reference is made; the same array for every window, made when it is asked for. */
  readonly training: readonly WindowGraph[];
}

/** What a reader of the catalogue wants to know of a metric. */
export interface MetricDescription {
  /** Dotted, lower case first. */
  readonly name: string;
  /** What people call it: the title of its picture. */
  readonly title?: string;
  /** Nothing for a plain number. */
  readonly unit?: string;
  /** w_ij are the IP bytes from node i to node j, n the number of nodes, m that of edges. */
  readonly formula?: string;
  /** Least and greatest value, as an interval. */
  readonly range?: string;
  /** The value of windows that are silent, have a single node, or fall apart; where it differs from networkx, and why. */
  readonly degenerate?: string;
  /** Where the method was published. */
  readonly source?: string;
}

export type Per = "graph" | "node" | "edge" | "service" | "pair";
export const pers: readonly Per[] = ["graph", "node", "edge", "service", "pair"];

export interface MetricDefinition extends MetricDescription {
  /** What there is one value of; default `graph`. */
  readonly per?: Per;
  /** The value of a window; else one each, in the order of `graph.names`, of `graph.out`, of `context.services` or of `context.pairs`. */
  of(graph: WindowGraph, context: MetricContext): number | Float64Array;
}

/**
 * The values of a metric as vectors over time, one a window: per node its places are the nodes of the whole table, absent = 0; of a metric of the whole
 * graph, and of a series, it has one place, whose name is empty.
 */
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

/** A series that is derived from another metric's values over all windows; `derivedFrom` makes some. */
export interface SeriesDefinition extends MetricDescription {
  /** What it is made from: the name of a metric per node or of the whole graph, or of another series. */
  readonly from: string;
  /** How many windows a sliding reference must look back at least, and does unless told otherwise; default 1 and 6. */
  readonly W?: { readonly least: number; readonly usual: number };
  /** One value per window; NaN where there is none. */
  series(vectors: VectorSeries, context: SeriesContext): Float64Array;
}

export type AnyDefinition = MetricDefinition | SeriesDefinition;

export const isSeries = (definition: AnyDefinition): definition is SeriesDefinition => "series" in definition;
