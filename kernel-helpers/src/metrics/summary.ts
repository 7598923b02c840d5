import { numbers, words } from "../table/column";
import { quantile } from "../table/quantile";
import { table, type Table } from "../table/table";
import type { MetricResult } from "./result";
import type { MetricTable } from "./table";

/** What a person wants to see first: a row per metric and granularity. */
export function metricSummary({ parts, level }: MetricTable): Table {
  const rows = parts.slices.flatMap(({ every, results }) => results.map((result) => ({ every, result, ...spread(result) })));
  const names = rows.map(({ result }) => result.name);
  const units = rows.map(({ result }) => result.unit);
  const codes = rows.map((_, i) => i);
  return table(
    {
      metric: words(codes, names),
      unit: words(codes, units),
      every: numbers(rows.map(({ every }) => every)),
      values: numbers(rows.map(({ count }) => count)),
      nan: numbers(rows.map(({ nan }) => nan)),
      distinct: numbers(rows.map(({ distinct }) => distinct)),
      min: numbers(rows.map(({ min }) => min)),
      median: numbers(rows.map(({ median }) => median)),
      max: numbers(rows.map(({ max }) => max)),
    },
    `Metrics at level ${level}`,
  );
}

/** What the values of a metric are like. */
export interface Spread {
  readonly count: number;
  readonly nan: number;
  /** Different values. */
  readonly distinct: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** To six digits; NaN where there is no value. */
export function spread({ values: { values } }: MetricResult): Spread {
  const there = values.filter((value) => !Number.isNaN(value)).sort();
  const short = (value: number | undefined): number => (value === undefined ? NaN : Number(value.toPrecision(6)));
  return {
    count: values.length,
    nan: values.length - there.length,
    distinct: new Set(there).size,
    min: short(there[0]),
    median: short(quantile(there, 0.5)),
    max: short(there.at(-1)),
  };
}
