import { InputError } from "../config/error";
import { windowStart } from "../edges/grid";
import { instantText } from "../edges/instant";
import { type Column, derived } from "../table/column";
import { table, type Table } from "../table/table";
import type { MetricResult } from "./result";
import type { MetricSlice, MetricTable } from "./table";

export const noLabels = "labels: need edges with a ledger; those of a run have one";

/** A window of one slice, and the number of its first row. */
interface Place {
  readonly slice: MetricSlice;
  readonly window: number;
  readonly first: number;
  readonly start: string;
}

/** What rows have besides values. */
export interface RowOptions {
  /** Whether each row has its window's label, positive, grey or negative, in a last column `label`; default no. */
  readonly labels?: boolean;
}

/**
 * The values of a metric table in long form; nothing is copied, they are looked up when they are asked for.
 *
 * @param from number of the table's first window, of a table that is a piece of a longer one
 * @throws InputError for labels of windows that have none
 */
export function metricRows({ parts, level }: Pick<MetricTable, "parts" | "level">, { labels = false }: RowOptions = {}, from = 0): Table {
  const { slices, origin } = parts;
  if (labels && !slices.every((slice) => slice.labels)) throw new InputError(noLabels);
  const offsets = slices.map(rowOffsets);
  const length = offsets.reduce((sum, { rows }) => sum + rows, 0);
  const find = finder(slices, offsets, (slice, window) => instantText(windowStart(origin, from + window, slice.nanoseconds)));
  const column = <T extends number | string>(of: (place: Place, row: number) => T): Column =>
    derived(length, (row) => of(find(row), row), String);
  const value = cellOf(find);
  return table(
    {
      granularity: column(({ slice }) => slice.every),
      window: column(({ window }) => from + window),
      start: column(({ start }) => start),
      level: column(() => level),
      metric: derived(length, (row) => value(row).result.name, String),
      node: derived(
        length,
        (row) => {
          const { result, at } = value(row);
          return result.values.per === "graph" ? "" : result.values.keys[result.values.codes[at]];
        },
        String,
      ),
      value: derived(
        length,
        (row) => {
          const { result, at } = value(row);
          return result.values.values[at];
        },
        String,
      ),
      ...(labels && { label: column(({ slice, window }) => slice.labels![window]) }),
    },
    `${length} values at level ${level}`,
  );
}

/** Rows before each window of a slice, and all of them. */
function rowOffsets({ windowCount, results }: MetricSlice): { before: Float64Array; rows: number } {
  const before = new Float64Array(windowCount + 1);
  for (let window = 0; window < windowCount; window++) {
    let rows = 0;
    for (const { values } of results) rows += values.per === "graph" ? 1 : values.offsets[window + 1] - values.offsets[window];
    before[window + 1] = before[window] + rows;
  }
  return { before, rows: before[windowCount] };
}

/** Rows are asked for one after the other, column by column: the window of the last answer is kept. */
function finder(
  slices: readonly MetricSlice[],
  offsets: readonly { before: Float64Array; rows: number }[],
  startText: (slice: MetricSlice, window: number) => string,
): (row: number) => Place {
  let last: (Place & { next: number }) | null = null;
  return (row) => {
    if (last && row >= last.first && row < last.next) return last;
    let base = 0;
    let index = 0;
    while (row - base >= offsets[index].rows) base += offsets[index++].rows;
    const { before } = offsets[index];
    let low = 0;
    let high = before.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (before[middle] <= row - base) low = middle;
      else high = middle;
    }
    const slice = slices[index];
    return (last = { slice, window: low, first: base + before[low], next: base + before[low + 1], start: startText(slice, low) });
  };
}

/** The metric that a row is of, and the place of its value there. */
function cellOf(find: (row: number) => Place): (row: number) => { result: MetricResult; at: number } {
  let lastRow = -1;
  let last: { result: MetricResult; at: number } | null = null;
  return (row) => {
    if (row === lastRow && last) return last;
    const { slice, window, first } = find(row);
    let left = row - first;
    for (const result of slice.results) {
      const { values } = result;
      const [begin, count] =
        values.per === "graph" ? [window, 1] : [values.offsets[window], values.offsets[window + 1] - values.offsets[window]];
      if (left < count) {
        lastRow = row;
        return (last = { result, at: begin + left });
      }
      left -= count;
    }
    throw new RangeError(`there is no row ${row}`);
  };
}
