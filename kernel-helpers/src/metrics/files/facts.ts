import { instantText } from "../../edges/instant";
import { runsOf } from "../../edges/files/facts";
import type { Label } from "../../edges/labels";
import type { Level } from "../../edges/node";
import type { Mark } from "../../edges/table";
import type { MetricDefinition } from "../graph";
import type { MetricError, MetricResult } from "../result";
import type { MetricSlice, MetricTableParts } from "../table";

/** What is known of a metric beside its values. */
export interface MetricHead extends Pick<MetricResult, "name" | "title" | "unit"> {
  readonly per: NonNullable<MetricDefinition["per"]>;
}

/** What a metric table is beside its rows, as JSON in a Parquet file's metadata under the key `munnin`. */
export interface MetricFacts {
  readonly schema: 1;
  /** Tells it from a file of edges. */
  readonly holds: "metrics";
  /** Start of window 0, seconds since the epoch with nanoseconds. */
  readonly origin: string;
  readonly level: Level;
  /** Coverage and labels as [value, number of windows]…, since most windows have the same; no labels: there was no ledger. */
  readonly granularities: readonly { every: number; windowCount: number; coverage: [number, number][]; labels?: [Label, number][] }[];
  readonly metrics: readonly MetricHead[];
  readonly marks: readonly Mark[];
  readonly errors: readonly MetricError[];
}

export function metricFacts({ origin, level, slices, marks }: MetricTableParts): MetricFacts {
  return {
    schema: 1,
    holds: "metrics",
    origin: instantText(origin),
    level,
    granularities: slices.map(granularityFacts),
    metrics: (slices[0]?.results ?? []).map(({ name, title, unit, values: { per } }) => ({ name, title, unit, per })),
    marks,
    errors: slices.flatMap(({ results }) => results.flatMap(({ errors }) => errors)),
  };
}

export function granularityFacts({
  every,
  windowCount,
  coverage,
  labels,
}: Pick<MetricSlice, "every" | "windowCount" | "coverage" | "labels">): MetricFacts["granularities"][number] {
  return { every, windowCount, coverage: runsOf(coverage), ...(labels && { labels: runsOf(labels) }) };
}
