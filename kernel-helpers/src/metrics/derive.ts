import { InputError } from "../config/error";
import { asSeries, isInfinite, messageOf, notFinite } from "./answer";
import { isSeries, type MetricDefinition, type SeriesDefinition } from "./graph";
import { findMetric } from "./registry";
import type { MetricError, MetricResult } from "./result";
import { vectorsOf } from "./vectors";

/** A series and those that it is made of, the first of them first: each of what the one before it gave, the first of a metric of graphs. */
export function seriesBetween(definition: SeriesDefinition): SeriesDefinition[] {
  const found = [definition];
  for (let source = findMetric(definition.from); isSeries(source); source = findMetric(source.from)) {
    if (found.includes(source)) throw new InputError(`series ${definition.name}: is made of itself`);
    found.unshift(source);
  }
  return found;
}

/** The metric that a series is made of in the end. @throws InputError when it has values per edge, service or pair */
export function sourceOf(definition: SeriesDefinition): MetricDefinition {
  const [{ from }] = seriesBetween(definition);
  const source = findMetric(from) as MetricDefinition;
  const { per = "graph" } = source;
  if (per !== "node" && per !== "graph")
    throw new InputError(`series ${definition.name}: ${from} is per ${per}, and must be per node or of the whole graph`);
  return source;
}

export interface DeriveOptions {
  readonly training: readonly number[];
  readonly W: number | undefined;
  readonly every: number;
}

/** The series of a source's values; when it throws, it is NaN everywhere, and says so. @throws InputError when it has not one value per window */
export const derive = (definition: SeriesDefinition, source: MetricResult, windowCount: number, options: DeriveOptions): MetricResult =>
  seriesBetween(definition).reduce((result, series) => step(series, result, windowCount, options), source);

function step(
  definition: SeriesDefinition,
  source: MetricResult,
  windowCount: number,
  { training, W, every }: DeriveOptions,
): MetricResult {
  const { name, unit = "", title = name } = definition;
  const finished = (values: Float64Array, errors: readonly MetricError[]): MetricResult => ({
    name,
    title,
    unit,
    values: { per: "graph", values },
    errors: [...source.errors, ...errors],
  });
  const failure = (window: number, count: number, message: string): MetricError => ({
    metric: name,
    granularity: every,
    window,
    count,
    message,
  });
  let answer: unknown;
  try {
    answer = definition.series(vectorsOf(source, windowCount), { training, W: W ?? definition.W?.usual ?? 6 });
  } catch (thrown) {
    return finished(new Float64Array(windowCount).fill(NaN), [failure(0, windowCount, messageOf(thrown))]);
  }
  const values = asSeries(definition, answer, windowCount);
  const infinite = [...values.keys()].filter((window) => isInfinite(values[window]));
  return finished(
    values.map((value) => (isInfinite(value) ? NaN : value)),
    infinite.slice(0, 1).map((window) => failure(window, infinite.length, notFinite(values[window]))),
  );
}
