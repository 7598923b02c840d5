import { InputError } from "../../config/error";
import type { Instant } from "../../edges/instant";
import { granularities } from "../../edges/granularity";
import type { Level } from "../../edges/node";
import type { Mark } from "../../edges/table";
import { mostWindows, tooManyWindows } from "../../edges/window";
import { ColumnBuilder, float64, uint32 } from "../../table/builder";
import type { MetricError, MetricResult } from "../result";
import { type MetricSlice, MetricTable } from "../table";
import type { MetricHead } from "./facts";

/** What the rows of a file do not say. */
export interface MetricTableFacts {
  readonly origin: Instant;
  readonly level: Level;
  /** Granularities that have no rows too, with the number of windows, the coverage of each (default: whole), and their labels. */
  readonly granularities?: readonly (Pick<MetricSlice, "every" | "windowCount" | "labels"> & { readonly coverage?: Float64Array })[];
  readonly marks?: readonly Mark[];
  readonly errors?: readonly MetricError[];
}

/** Collects values in any order and makes a metric table of them. */
export interface ValueCollector {
  /** @param node empty for a value of the whole graph @throws InputError for a window that is none, and for a value that is there already */
  add(every: number, window: number, metric: string, node: string, value: number): void;
  finish(facts: MetricTableFacts): MetricTable;
}

/** Values of one metric and granularity, in the order in which they came. */
interface Values {
  readonly numbers: Map<string, number>;
  readonly windows: ColumnBuilder<Uint32Array>;
  readonly codes: ColumnBuilder<Uint32Array>;
  readonly values: ColumnBuilder<Float64Array>;
}

/** @param headOf what is known of a metric; `per` undefined: its rows tell */
export function valueCollector(
  headOf: (name: string) => Omit<MetricHead, "per"> & Partial<Pick<MetricHead, "per">>,
  names: readonly string[] = [],
): ValueCollector {
  const metrics = new Set(names);
  const slices = new Map<number, { metrics: Map<string, Values>; windows: number }>();
  const sliceOf = (every: number) => {
    let slice = slices.get(every);
    if (!slice) slices.set(every, (slice = { metrics: new Map(), windows: 0 }));
    return slice;
  };

  return {
    add(every, window, metric, node, value) {
      if (!Number.isInteger(window) || window < 0) throw new InputError(`window must be a whole number from 0, not ${window}`);
      if (window >= mostWindows) throw tooManyWindows(window + 1, every);
      const slice = sliceOf(every);
      slice.windows = Math.max(slice.windows, window + 1);
      metrics.add(metric);
      const known = slice.metrics.get(metric) ?? newValues();
      slice.metrics.set(metric, known);
      let code = known.numbers.get(node);
      if (code === undefined) known.numbers.set(node, (code = known.numbers.size));
      known.windows.push(window);
      known.codes.push(code);
      known.values.push(value);
    },
    finish({ origin, level, granularities: told = [], marks = [], errors = [] }) {
      for (const { every, windowCount } of told) sliceOf(every).windows = Math.max(sliceOf(every).windows, windowCount);
      const plan = slices.size === 0 ? [] : granularities([...slices.keys()]);
      return new MetricTable({
        level,
        origin,
        marks,
        slices: plan.map(({ every, nanoseconds }) => {
          const { metrics: collected, windows: windowCount } = slices.get(every)!;
          const { coverage, labels } = told.find((one) => one.every === every) ?? {};
          return {
            every,
            nanoseconds,
            windowCount,
            coverage: coverage ?? new Float64Array(windowCount).fill(1),
            ...(labels && { labels }),
            results: [...metrics].map((name): MetricResult => ({
              ...resultOf(headOf(name), collected.get(name) ?? newValues(), windowCount),
              errors: errors.filter((error) => error.metric === name && error.granularity === every),
            })),
          };
        }),
      });
    },
  };
}

const newValues = (): Values => ({
  numbers: new Map(),
  windows: new ColumnBuilder(uint32),
  codes: new ColumnBuilder(uint32),
  values: new ColumnBuilder(float64),
});

function resultOf(
  { name, title, unit, per: told }: ReturnType<Parameters<typeof valueCollector>[0]>,
  collected: Values,
  windowCount: number,
): Omit<MetricResult, "errors"> {
  const keys = [...collected.numbers.keys()];
  const [windows, codes, values] = [collected.windows.finish(), collected.codes.finish(), collected.values.finish()];
  const wholes = keys.filter((key) => key === "").length;
  if (wholes !== 0 && wholes !== keys.length) throw new InputError(`${name}: has values with a node and values without`);
  const per = wholes > 0 ? "graph" : (told ?? (keys.length === 0 ? "graph" : perOfKeys(keys)));

  if (per === "graph") {
    const series = new Float64Array(windowCount).fill(NaN);
    const seen = new Uint8Array(windowCount);
    windows.forEach((window, i) => {
      if (seen[window]++) throw twice(name, window);
      series[window] = values[i];
    });
    return { name, title, unit, values: { per, values: series } };
  }
  // Counting sort: the values of each window, in the order in which they came.
  const offsets = new Uint32Array(windowCount + 1);
  for (const window of windows) offsets[window + 1]++;
  for (let i = 0; i < windowCount; i++) offsets[i + 1] += offsets[i];
  const next = offsets.slice();
  const sorted = { codes: new Uint32Array(values.length), values: new Float64Array(values.length) };
  const latest = new Int32Array(keys.length).fill(-1);
  windows.forEach((window, i) => {
    const at = next[window]++;
    sorted.codes[at] = codes[i];
    sorted.values[at] = values[i];
  });
  for (let window = 0; window < windowCount; window++)
    for (let i = offsets[window]; i < offsets[window + 1]; i++) {
      if (latest[sorted.codes[i]] === window) throw twice(`${name} of ${keys[sorted.codes[i]]}`, window);
      latest[sorted.codes[i]] = window;
    }
  return { name, title, unit, values: { per, keys, offsets, ...sorted } };
}

/** What the names of values tell; a service's name may be a node's as well. */
function perOfKeys(keys: readonly string[]): MetricHead["per"] {
  if (keys.every((key) => key.includes(" → "))) return "edge";
  return keys.every((key) => key.includes(" ↔ ")) ? "pair" : "node";
}

const twice = (what: string, window: number) => new InputError(`${what}: has two values in window ${window}`);
