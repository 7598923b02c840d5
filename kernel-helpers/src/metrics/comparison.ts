import { InputError } from "../config/error";
import { randomStream } from "../runfolder/random";
import { bootstrapInterval } from "./blockBootstrap";
import { blockLength } from "./blockLength";
import type { MetricTable } from "./table";
import type { TrainingSpan } from "./training";

export interface ComparisonOptions {
  /** Default: all of the whole graph that all tables hold. */
  readonly metrics?: readonly string[];
  /** Windows that lie whole in it, seconds from the origin of each table; default: all. */
  readonly span?: TrainingSpan;
  /** Neighbouring windows in a block of the bootstrap; default: what `blockLength` of the differences says. */
  readonly block?: number;
  /** Above 0 and below 1; default 0.95. */
  readonly confidence?: number;
  /** Default 10,000. */
  readonly resamples?: number;
  /** The same seed gives the same intervals; default 0. */
  readonly seed?: number;
}

/** By how much a metric of some trials differs from that of others. */
export interface MetricComparison {
  readonly metric: string;
  readonly unit: string;
  readonly pairs: number;
  /** Windows in which both of a pair have a value, of all pairs. */
  readonly windows: number;
  readonly block: number;
  /** Mean over those windows of the trials that the others are compared with. */
  readonly reference: number;
  /** Mean of the differences, others less reference, and its interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** How much the reference varies from window to window: the root of the mean squared difference from its trial's mean. */
  readonly deviation: number;
}

/**
 * By how much metrics of some trials differ from those of others, with intervals: for each metric the mean difference from window to window of each pair
 * of trials, the first of `trials` with the first of `reference` and so on, as trials of one block with the same users and load are
 * paired. Neighbouring windows depend on each other: the intervals are of a block bootstrap, over pairs first and blocks of windows in them second. From
 * one pair they say nothing of what changes from trial to trial; from a few, little.
 *
 * Windows in which one of a pair is not covered whole, or has no value, are left out; without any all is NaN. Of trials with different numbers of
 * windows those that both have are compared.
 *
 * In a notebook it shows itself as a table; `plotComparisons` draws it.
 *
 * @throws InputError for other numbers of trials on both sides, several granularities, a metric that is not in all tables or not of the whole
 * graph, a span without windows, and options out of range
 */
export function compareMetrics(
  trials: MetricTable | readonly MetricTable[],
  reference: MetricTable | readonly MetricTable[],
  options: ComparisonOptions = {},
): readonly MetricComparison[] {
  const pairs = pairsOf(listed(trials), listed(reference));
  const { confidence = 0.95, resamples = 10_000, seed = 0 } = checked(options);
  return metricsOf(pairs, options.metrics).map((metric): MetricComparison => {
    const values = pairs.map((pair) => pairedValues(pair, metric, options.span));
    const differences = values.map(({ other, own }) => other.map((value, i) => value - own[i]));
    const most = Math.min(...differences.map(({ length }) => length));
    if (options.block !== undefined && options.block > most)
      throw new InputError(`block: must be at most ${most}, the number of windows in the shortest pair of trials, not ${options.block}`);
    const block = options.block ?? blockLength(differences);
    const random = randomStream(seed, `comparison/${metric}`);
    const [low, high] = bootstrapInterval(differences, { block, confidence, resamples, random });
    return {
      metric,
      unit: pairs[0].own.result(metric).unit,
      pairs: pairs.length,
      windows: known(differences).length,
      block,
      reference: meanOf(known(values.map(({ own }) => own))),
      difference: meanOf(known(differences)),
      low,
      high,
      deviation: deviationOf(values.map(({ own }) => known([own]))),
    };
  });
}

interface Pair {
  readonly other: MetricTable;
  readonly own: MetricTable;
}

const listed = (tables: MetricTable | readonly MetricTable[]): readonly MetricTable[] => ("parts" in tables ? [tables] : tables);

function pairsOf(trials: readonly MetricTable[], reference: readonly MetricTable[]): Pair[] {
  if (trials.length === 0) throw new InputError("compareMetrics: needs at least one trial and one to compare it with");
  if (trials.length !== reference.length)
    throw new InputError(`compareMetrics: needs as many trials as references, in pairs, not ${trials.length} and ${reference.length}`);
  const granularities = [...new Set([...trials, ...reference].flatMap((table) => table.granularities))];
  if (granularities.length !== 1)
    throw new InputError(`compareMetrics: choose one granularity by every(), the same for all, one of ${granularities.join(", ")}`);
  return trials.map((other, i) => ({ other, own: reference[i] }));
}

function checked(options: ComparisonOptions): ComparisonOptions {
  const { confidence = 0.95, resamples = 10_000, seed = 0, block = 1 } = options;
  if (!(confidence > 0 && confidence < 1)) throw new InputError(`confidence: must be above 0 and below 1, not ${confidence}`);
  if (!(Number.isInteger(resamples) && resamples >= 100 && resamples <= 1_000_000))
    throw new InputError(`resamples: must be a whole number from 100 to 1000000, not ${resamples}`);
  if (!Number.isSafeInteger(seed)) throw new InputError(`seed: must be a whole number, not ${seed}`);
  if (!(Number.isInteger(block) && block >= 1)) throw new InputError(`block: must be a whole number of windows from 1, not ${block}`);
  return options;
}

function metricsOf(pairs: readonly Pair[], chosen?: readonly string[]): readonly string[] {
  const tables = pairs.flatMap(({ other, own }) => [other, own]);
  const isOfGraph = (name: string): boolean => tables.every((table) => table.result(name).values.per === "graph");
  // Of a chosen one that a table does not hold, `result` says which there are.
  const perNode = chosen?.find((name) => !isOfGraph(name));
  if (perNode !== undefined)
    throw new InputError(
      `compareMetrics: ${perNode} is per ${tables[0].result(perNode).values.per}; only metrics of the whole graph are compared`,
    );
  const names = chosen ?? tables[0].metrics.filter((name) => tables.every(({ metrics }) => metrics.includes(name)) && isOfGraph(name));
  if (names.length === 0) throw new InputError("compareMetrics: the tables have no metric of the whole graph in common");
  return names;
}

/** The values of both in the windows of the span; NaN in both where one has none. */
function pairedValues({ other, own }: Pair, metric: string, span?: TrainingSpan): Readonly<Record<"other" | "own", Float64Array>> {
  const [a, b] = [other, own].map((table) => ({ slice: table.parts.slices[0], series: table.series(metric) }));
  const { every } = a.slice;
  const both = Math.min(a.slice.windowCount, b.slice.windowCount);
  const inside = Array.from({ length: both }, (_, window) => window).filter(
    (window) => !span || (window * every >= span.from && (window + 1) * every <= span.to),
  );
  if (inside.length === 0)
    throw new InputError(
      span
        ? `span: no whole window of ${every} s lies between ${span.from} and ${span.to}; the trials have ${both}`
        : "compareMetrics: a trial has no window",
    );
  const isThere = (window: number): boolean =>
    [a, b].every(({ slice, series }) => slice.coverage[window] === 1 && !Number.isNaN(series[window]));
  const of = (series: Float64Array): Float64Array => Float64Array.from(inside, (window) => (isThere(window) ? series[window] : NaN));
  return { other: of(a.series), own: of(b.series) };
}

const known = (series: readonly Float64Array[]): number[] =>
  series.flatMap((values) => Array.from(values).filter((value) => !Number.isNaN(value)));

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviationOf(series: readonly (readonly number[])[]): number {
  const squares = series.flatMap((values) => {
    const mean = meanOf(values);
    return values.map((value) => (value - mean) ** 2);
  });
  return Math.sqrt(meanOf(squares));
}
