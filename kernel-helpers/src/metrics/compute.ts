import "./catalogue";
import { InputError } from "../config/error";
import type { EdgeTable } from "../edges/table";
import type { Slice } from "../edges/slice";
import { surroundingsOf } from "./context";
import { derive, seriesBetween, sourceOf } from "./derive";
import { evaluate } from "./evaluate";
import { isSeries, type AnyDefinition, type MetricDefinition } from "./graph";
import { checkDefinition, findMetric } from "./registry";
import type { MetricResult } from "./result";
import { MetricTable } from "./table";
import { checkTraining, trainingWindows, type TrainingSpan } from "./training";

export interface MetricOptions {
  /** Where a frozen reference is made of, in seconds from the origin; default: up to the first mark that is not benign, without such marks the first third. */
  readonly training?: TrainingSpan;
  /** Windows that a sliding reference looks back; default: what is usual for each series. */
  readonly W?: number;
}

/** What a definition gave for a slice of edges, and of which training windows, when it looked at them. */
interface Known {
  readonly per: MetricDefinition["per"];
  readonly result: MetricResult;
  readonly training: string | null;
}

/** Redefining a metric makes a new `of`, so only that one is computed again. */
const known = new WeakMap<Slice, WeakMap<MetricDefinition["of"], Known>>();

/**
 * Computes metrics for every window of every granularity of an edge table.
 *
 * A metric that throws in a window, or is infinite there, is NaN, and the table's `errors` say so; a series that throws has no value at all. The
 * others are not touched.
 *
 * @param metrics names of the catalogue and definitions, each name once
 * @throws InputError for an unknown name, a name twice, a W that is too small, a training span without a window, and a metric whose answer has not the shape that it announced
 */
export function computeMetrics(edges: EdgeTable, metrics: readonly (string | AnyDefinition)[], options: MetricOptions = {}): MetricTable {
  const asked = askedFor(metrics, options);
  checkTraining(edges, options.training);
  const slices = edges.granularities.map((granularity) => {
    const one = edges.every(granularity);
    const [slice] = one.parts.slices;
    const sources = asked.map((definition) => (isSeries(definition) ? sourceOf(definition) : definition));
    const training = trainingWindows(one, options.training);
    const results = graphMetrics(one, slice, sources, training);
    const { every, nanoseconds, windowCount, coverage } = slice;
    return {
      every,
      nanoseconds,
      windowCount,
      coverage,
      ...(one.hasExfil && { labels: one.labels() }),
      results: asked.map((definition, i) =>
        isSeries(definition) ? derive(definition, results[i], windowCount, { training, W: options.W, every }) : results[i],
      ),
    };
  });
  return new MetricTable({ level: edges.level, origin: edges.parts.origin, marks: edges.marks, slices });
}

/**
 * The definitions that are asked for.
 *
 * @throws InputError for an unknown name, a definition that is none, a name twice, and a W that one of them cannot look back
 */
export function askedFor(metrics: readonly (string | AnyDefinition)[], { W }: MetricOptions): AnyDefinition[] {
  if (W !== undefined && (!Number.isInteger(W) || W < 1)) throw new InputError(`W: must be a whole number of at least 1, not ${W}`);
  const asked = metrics.map((metric) => (typeof metric === "string" ? findMetric(metric) : checkDefinition(metric)));
  const twice = asked.find(({ name }, i) => asked.findIndex((other) => other.name === name) !== i);
  if (twice) throw new InputError(`metric ${twice.name}: is asked for twice; a table holds a name once`);
  for (const definition of asked) {
    const least = Math.max(1, ...(isSeries(definition) ? seriesBetween(definition) : []).map((series) => series.W?.least ?? 1));
    if (W !== undefined && W < least) throw new InputError(`metric ${definition.name}: W must be at least ${least}, not ${W}`);
  }
  return asked;
}

function graphMetrics(
  edges: EdgeTable,
  slice: Slice,
  definitions: readonly MetricDefinition[],
  training: readonly number[],
): MetricResult[] {
  const cached = known.get(slice) ?? new WeakMap<MetricDefinition["of"], Known>();
  known.set(slice, cached);
  const ofTraining = training.join(" ");
  const isKnown = ({ of, per }: MetricDefinition): boolean => {
    const found = cached.get(of);
    return found !== undefined && found.per === per && (found.training ?? ofTraining) === ofTraining;
  };
  const missing = [...new Set(definitions.filter((definition) => !isKnown(definition)))];
  evaluate(edges, surroundingsOf(edges, training), missing).forEach(({ result, dependsOnTraining }, i) =>
    cached.set(missing[i].of, { per: missing[i].per, result, training: dependsOnTraining ? ofTraining : null }),
  );
  return definitions.map(({ name, of, unit = "", title = name }) => {
    const { result } = cached.get(of)!;
    return { ...result, name, unit, title, errors: result.errors.map((error) => ({ ...error, metric: name })) };
  });
}
