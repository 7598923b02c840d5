import { inspect } from "node:util";
import { InputError } from "../config/error";
import type { Instant } from "../edges/instant";
import { toTime } from "../edges/instant";
import type { Label } from "../edges/labels";
import type { Level } from "../edges/node";
import type { Mark } from "../edges/table";
import type { Time } from "../runfolder/time";
import { display, type MimeBundle } from "../table/display";
import type { DataFrame } from "../table/frame";
import { escapeHtml } from "../table/markup";
import type { Table } from "../table/table";
import type { MetricError, MetricResult } from "./result";
import { metricRows, noLabels, type RowOptions } from "./rows";
import { metricSummary } from "./summary";

/** The metrics of one granularity. */
export interface MetricSlice {
  readonly every: number;
  readonly nanoseconds: number;
  readonly windowCount: number;
  readonly coverage: Float64Array;
  /** What each window is for whoever looks for the thief; none: there was no ledger. */
  readonly labels?: readonly Label[];
  readonly results: readonly MetricResult[];
}

export interface MetricTableParts {
  readonly level: Level;
  readonly origin: Instant;
  readonly marks: readonly Mark[];
  /** Finest first. */
  readonly slices: readonly MetricSlice[];
}

/** Values of metrics over windows: a number per window, or per node and window. */
export class MetricTable {
  constructor(
    /** The columns behind it. */
    readonly parts: MetricTableParts,
  ) {}

  get level(): Level {
    return this.parts.level;
  }
  /** Seconds, ascending. */
  get granularities(): readonly number[] {
    return this.parts.slices.map((slice) => slice.every);
  }
  get marks(): readonly Mark[] {
    return this.parts.marks;
  }
  /** Start of window 0, seconds since the epoch. */
  get origin(): Time {
    return toTime(this.parts.origin);
  }
  /** Names of the metrics, in the order in which they were asked for. */
  get metrics(): readonly string[] {
    return [...new Set(this.parts.slices.flatMap(({ results }) => results.map(({ name }) => name)))];
  }
  /** What went wrong: a metric that threw, or was infinite, in which window first, and how often. Its values there are NaN. */
  get errors(): readonly MetricError[] {
    return this.parts.slices.flatMap((slice) => slice.results.flatMap((result) => result.errors));
  }

  /** The part of one granularity in seconds. @throws InputError when the table does not have it */
  every(granularity: number): MetricTable {
    const slice = this.parts.slices.find((one) => one.every === granularity);
    if (!slice) throw new InputError(`every: the table has granularities ${this.granularities.join(", ")} s, not ${granularity}`);
    return new MetricTable({ ...this.parts, slices: [slice] });
  }

  /** Everything known of one metric. @throws InputError on several granularities, or when the table does not hold it */
  result(metric: string): MetricResult {
    const { slices } = this.parts;
    if (slices.length !== 1) throw new InputError(`choose one granularity by every(), one of ${this.granularities.join(", ")}`);
    const found = slices[0].results.find((result) => result.name === metric);
    if (!found) throw new InputError(`the table holds ${this.metrics.join(", ")}, not "${metric}"`);
    return found;
  }

  /**
   * One value per window. For a metric per node the node must be named; windows in which it did not occur are `absent` (default NaN).
   *
   * @throws InputError as `result`, and for a node that never occurs
   */
  series(metric: string, node?: string, absent = NaN): Float64Array {
    const { values } = this.result(metric);
    if (values.per === "graph") return values.values;
    const code = node === undefined ? -1 : values.keys.indexOf(node);
    if (code < 0) throw new InputError(`${metric} is per ${values.per}: name one of ${values.keys.slice(0, 20).join(", ")}`);
    const series = new Float64Array(values.offsets.length - 1).fill(absent);
    for (let window = 0; window < series.length; window++) {
      for (let i = values.offsets[window]; i < values.offsets[window + 1]; i++)
        if (values.codes[i] === code) series[window] = values.values[i];
    }
    return series;
  }

  /**
   * What each window is for whoever looks for the thief, as the edges had it: positive, grey or negative.
   *
   * @throws InputError on several granularities, and where the edges had no ledger
   */
  labels(): readonly Label[] {
    const { slices } = this.parts;
    if (slices.length !== 1) throw new InputError(`choose one granularity by every(), one of ${this.granularities.join(", ")}`);
    if (!slices[0].labels) throw new InputError(noLabels);
    return slices[0].labels;
  }

  /**
   * Long form: granularity, window, start, level, metric, node, value; node is empty for a value of the whole graph.
   *
   * @throws InputError for labels where the edges had no ledger
   */
  toTable(options: RowOptions = {}): Table {
    return metricRows(this, options);
  }
  /** CSV of `toTable`, sorted by granularity, window, metric as asked for, node; NaN is written `NaN`. @throws InputError as `toTable` */
  toCsv(options: RowOptions = {}): string {
    return this.toTable(options).toCsv();
  }
  /** Its rows in long form as a danfojs-node DataFrame. @throws InputError when danfojs-node is not installed */
  toDataFrame(): DataFrame {
    return this.toTable().toDataFrame();
  }
  toHtml(limit = 100): string {
    return metricSummary(this).toHtml(limit);
  }
  /** A row per metric and granularity: how many values there are, how many are NaN, and their spread. */
  toString(): string {
    return [metricSummary(this).toString(100), ...this.errors.map(errorLine)].join("\n");
  }
  [display](): MimeBundle {
    const errors = this.errors.map((error) => `<div style="color:#b00">${escapeHtml(errorLine(error))}</div>`);
    return { "text/plain": this.toString(), "text/html": this.toHtml() + errors.join("") };
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** One line on a metric that failed. */
export function errorLine({ metric, granularity, window, count, message }: MetricError): string {
  return `metric ${metric} failed in window ${window} of ${granularity} s${count > 1 ? ` and ${count - 1} more` : ""}: ${message}`;
}
