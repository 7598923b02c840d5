import { InputError } from "../config/error";
import type { MetricResult } from "../metrics/result";
import type { MetricSlice, MetricTable } from "../metrics/table";

/** A metric at one level and granularity. */
export interface Cell {
  readonly table: MetricTable;
  readonly slice: MetricSlice;
  readonly result: MetricResult;
}

/** Tables of one run at several levels, or one of them. @throws InputError for none, and for two of one level */
export function tablesOf(tables: MetricTable | readonly MetricTable[], figure: string): readonly MetricTable[] {
  const all = "parts" in tables ? [tables] : tables;
  if (all.length === 0) throw new InputError(`${figure}: needs a metric table`);
  const levels = all.map(({ level }) => level);
  const twice = levels.find((level, i) => levels.indexOf(level) !== i);
  if (twice) throw new InputError(`${figure}: two tables are of level ${twice}; give one table of each level`);
  return all;
}

/** Names of metrics that are in any of the tables: those that are chosen, or all. @throws InputError for one that is in none */
export function chosenMetrics(
  tables: readonly MetricTable[],
  chosen: readonly string[] | undefined,
  figure: string,
  fits: (result: MetricResult) => boolean = () => true,
): string[] {
  const there = [...new Set(tables.flatMap((table) => table.metrics))];
  const missing = chosen?.find((name) => !there.includes(name));
  if (missing !== undefined) throw new InputError(`${figure}: the table holds ${there.join(", ")}, not "${missing}"`);
  const names = (chosen ?? there).filter((name) => cellsOf(tables, name).every(({ result }) => fits(result)));
  if (names.length === 0) throw new InputError(`${figure}: the table has no metric that it can show`);
  return names;
}

/** A metric at each granularity, finest first, and each level of some tables. */
export function cellsOf(tables: readonly MetricTable[], metric: string): Cell[] {
  return tables
    .flatMap((table) =>
      table.parts.slices.flatMap((slice) => {
        const result = slice.results.find(({ name }) => name === metric);
        return result ? [{ table, slice, result }] : [];
      }),
    )
    .sort((a, b) => a.slice.every - b.slice.every);
}

/** All granularities of some tables, finest first. */
export const granularitiesOf = (tables: readonly MetricTable[]): number[] =>
  [...new Set(tables.flatMap(({ granularities }) => granularities))].sort((a, b) => a - b);

export const isOfGraph = ({ values }: MetricResult): boolean => values.per === "graph";

/** Whether a metric has a value in any window. */
export const hasValue = ({ result }: Pick<Cell, "result">): boolean => result.values.values.some(Number.isFinite);

/** What an axis says of a metric: bytes are sums over a window, other units are not. */
export const unitText = ({ unit }: MetricResult): string => (unit === "B" ? "B per window" : unit);

/**
 * What stands beside the same of windows of another length. Bytes are those of a second there: they grow with the window, and the boxes of short
 * ones would lie flat at 0.
 */
export const boxedValue = ({ unit, values: { values } }: MetricResult, window: number, every: number): number =>
  unit === "B" ? values[window] / every : values[window];

export const boxedUnit = ({ unit }: MetricResult): string => (unit === "B" ? "B/s" : unit);

/** Pixels that the longest of some texts takes at the size of an axis' labels. */
export const textWidth = (texts: readonly string[]): number => 6.6 * Math.max(0, ...texts.map(({ length }) => length));
