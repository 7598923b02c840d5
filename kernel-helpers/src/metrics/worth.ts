import { suspect } from "../edges/benign";
import { numbers, words } from "../table/column";
import { table, type Table } from "../table/table";
import { medianOf } from "../table/quantile";
import type { KeyedValues, MetricResult } from "./result";
import type { MetricSlice, MetricTable } from "./table";
import type { TrainingSpan } from "./training";

/**
 * What metrics are worth: how many different values they take on a baseline, how often they have none, and how much a value tells of the
 * next. A metric with five values in three hundred windows is a step function; one with autocorrelation near 1 has few independent
 * windows: n (1 − ρ) ÷ (1 + ρ).
 *
 * A row per metric and granularity. Of a metric with values per node, edge, service or pair each column is the median over those.
 *
 * @param baseline seconds from the origin; default: all windows that no mark touches, unless it is benign. Windows that are not covered whole do not count
 */
export function metricWorth(metrics: MetricTable, { baseline }: { readonly baseline?: TrainingSpan } = {}): Table {
  const rows = metrics.parts.slices.flatMap((slice) => {
    const windows = baselineWindows(slice, metrics, baseline);
    return slice.results.map((result) => ({ name: result.name, every: slice.every, ...worthOf(result, windows) }));
  });
  const column = (value: (row: (typeof rows)[number]) => number) => numbers(rows.map((row) => Number(value(row).toPrecision(4))));
  return table(
    {
      metric: words(
        rows.map((_, i) => i),
        rows.map(({ name }) => name),
      ),
      every: column(({ every }) => every),
      windows: column(({ windows }) => windows),
      series: column(({ series }) => series),
      distinct: column(({ distinct }) => distinct),
      nan: column(({ nan }) => nan),
      autocorrelation: column(({ autocorrelation }) => autocorrelation),
      independent: column(({ independent }) => independent),
    },
    "What metrics are worth on the baseline",
  );
}

function baselineWindows({ every, windowCount, coverage }: MetricSlice, { marks }: MetricTable, span?: TrainingSpan): number[] {
  return Array.from({ length: windowCount }, (_, window) => window).filter((window) => {
    const [from, to] = [window * every, (window + 1) * every];
    if (coverage[window] < 1) return false;
    return span ? from >= span.from && to <= span.to : suspect(marks).every((mark) => mark.end <= from || mark.start >= to);
  });
}

interface Worth {
  readonly windows: number;
  readonly series: number;
  readonly distinct: number;
  readonly nan: number;
  readonly autocorrelation: number;
  readonly independent: number;
}

function worthOf({ values }: MetricResult, windows: readonly number[]): Worth {
  const every = (values.per === "graph" ? [values.values] : seriesOf(values)).map((series) => {
    const there = windows.map((window) => series[window]).filter((value) => !Number.isNaN(value));
    const autocorrelation = autocorrelationOf(series, windows);
    return {
      distinct: new Set(there).size,
      nan: 1 - there.length / windows.length,
      autocorrelation,
      independent: Math.min(there.length, (there.length * (1 - autocorrelation)) / (1 + autocorrelation)),
    };
  });
  const median = (of: (one: (typeof every)[number]) => number) => medianOf(every.map(of).filter((value) => !Number.isNaN(value)));
  return {
    windows: windows.length,
    series: every.length,
    distinct: median((one) => one.distinct),
    nan: median((one) => one.nan),
    autocorrelation: median((one) => one.autocorrelation),
    independent: median((one) => one.independent),
  };
}

/** A series for each key; NaN where it did not occur. */
function seriesOf({ keys, offsets, codes, values }: KeyedValues): Float64Array[] {
  const series = keys.map(() => new Float64Array(offsets.length - 1).fill(NaN));
  for (let window = 0; window < offsets.length - 1; window++)
    for (let i = offsets[window]; i < offsets[window + 1]; i++) series[codes[i]][window] = values[i];
  return series;
}

/**
 * Correlation of each value with the next window's: Σ (x_k − x̄)(x_{k+1} − x̄) over neighbours ÷ Σ (x_k − x̄)². Windows without a value are left
 * out; NaN for fewer than two values, and constant ones.
 */
function autocorrelationOf(series: Float64Array, windows: readonly number[]): number {
  const there = windows.filter((window) => !Number.isNaN(series[window]));
  const mean = there.reduce((sum, window) => sum + series[window], 0) / there.length;
  let [products, squares] = [0, 0];
  there.forEach((window, i) => {
    squares += (series[window] - mean) ** 2;
    if (there[i + 1] === window + 1) products += (series[window] - mean) * (series[window + 1] - mean);
  });
  return squares > 1e-24 * mean ** 2 * there.length ? products / squares : NaN;
}
