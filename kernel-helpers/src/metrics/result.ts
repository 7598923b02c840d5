import type { Per } from "./graph";

/** Values of one metric over the windows of one granularity. */
export interface MetricResult {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** One value per window, or values of the keys that a window has. */
  readonly values: GraphValues | KeyedValues;
  readonly errors: readonly MetricError[];
}

export interface GraphValues {
  readonly per: "graph";
  /** One per window. */
  readonly values: Float64Array;
}

export interface KeyedValues {
  readonly per: Exclude<Per, "graph">;
  /** Names of the nodes or services, `source → destination` of the edges, `a ↔ b` of the pairs. */
  readonly keys: readonly string[];
  /** Values of window w are those from offsets[w] up to, not including, offsets[w + 1]. */
  readonly offsets: Uint32Array;
  /** Place in `keys` of each value. */
  readonly codes: Uint32Array;
  readonly values: Float64Array;
}

/** A metric threw in a window, or gave an infinite value; its value there is NaN. */
export interface MetricError {
  readonly metric: string;
  readonly granularity: number;
  /** The first window in which it happened, and in how many it did. */
  readonly window: number;
  readonly count: number;
  readonly message: string;
}
