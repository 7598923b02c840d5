import { windowStart } from "../edges/grid";
import { instantText } from "../edges/instant";
import { numbers, words } from "../table/column";
import { table, type Table } from "../table/table";
import type { MetricResult } from "./result";
import type { MetricTable } from "./table";

/** The values of a metric table in long form. */
export function metricRows({ parts, level }: MetricTable): Table {
  const columns: Record<"granularity" | "window" | "metric" | "node" | "value", number[]> = {
    granularity: [],
    window: [],
    metric: [],
    node: [],
    value: [],
  };
  const starts: string[] = [];
  const start: number[] = [];
  const names: string[] = [];
  const nodes = new Map<string, number>([["", 0]]);
  const push = (granularity: number, window: number, metric: number, node: string, value: number): void => {
    if (!nodes.has(node)) nodes.set(node, nodes.size);
    columns.granularity.push(granularity);
    columns.window.push(window);
    columns.metric.push(metric);
    columns.node.push(nodes.get(node)!);
    columns.value.push(value);
    start.push(starts.length - 1);
  };
  for (const { every, nanoseconds, windowCount, results } of parts.slices) {
    const base = names.length;
    names.push(...results.map((result) => result.name));
    for (let window = 0; window < windowCount; window++) {
      starts.push(instantText(windowStart(parts.origin, window, nanoseconds)));
      results.forEach(({ values }, i) => {
        if (values.per === "graph") push(every, window, base + i, "", values.values[window]);
        else
          for (let at = values.offsets[window]; at < values.offsets[window + 1]; at++)
            push(every, window, base + i, values.keys[values.codes[at]], values.values[at]);
      });
    }
  }
  const { length } = columns.value;
  return table(
    {
      granularity: numbers(columns.granularity),
      window: numbers(columns.window),
      start: words(start, starts),
      level: words(new Uint8Array(length), [level]),
      metric: words(columns.metric, names),
      node: words(columns.node, [...nodes.keys()]),
      value: numbers(columns.value),
    },
    `${length} values at level ${level}`,
  );
}

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

function spread({ values: { values } }: MetricResult): {
  count: number;
  nan: number;
  distinct: number;
  min: number;
  median: number;
  max: number;
} {
  const there = values.filter((value) => !Number.isNaN(value)).sort();
  const short = (value: number | undefined): number => (value === undefined ? NaN : Number(value.toPrecision(6)));
  const middle = there.length % 2 ? there[(there.length - 1) / 2] : (there[there.length / 2 - 1] + there[there.length / 2]) / 2;
  return {
    count: values.length,
    nan: values.length - there.length,
    distinct: new Set(there).size,
    min: short(there[0]),
    median: short(there.length > 0 ? middle : undefined),
    max: short(there.at(-1)),
  };
}
