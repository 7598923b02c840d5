import { join } from "node:path";
import { InputError } from "../config";
import type { EdgeTable } from "../edges/table";
import { type Level, levels } from "../edges/node";
import { computeMetrics } from "../metrics/compute";
import { defaultMetrics } from "../metrics/defaults";
import { findMetrics, metricFileKinds, metricFileNames } from "../metrics/files/open";
import { writeMetrics } from "../metrics/files/save";
import type { AnyDefinition } from "../metrics/graph";
import { findMetric } from "../metrics/registry";
import type { MetricResult } from "../metrics/result";
import type { RowOptions } from "../metrics/rows";
import { spread } from "../metrics/summary";
import { metricStream, streamMetrics, type StreamOptions } from "../metrics/stream";
import { errorLine, type MetricTable } from "../metrics/table";
import { type Command, print, printJson, printPieces, readArguments } from "./command";
import { edgesOf } from "./edgeinput";
import { metricsOfModule } from "./module";
import { namesOf, numberOf, numbersOf, oneOf, spanOf } from "./values";

const options = {
  metric: { type: "string" },
  module: { type: "string" },
  every: { type: "string" },
  level: { type: "string" },
  dedup: { type: "boolean" },
  virtual: { type: "boolean" },
  entities: { type: "string" },
  trial: { type: "string" },
  training: { type: "string" },
  previous: { type: "string" },
  labels: { type: "boolean" },
  format: { type: "string" },
  out: { type: "string" },
} as const;

export const metricsCommand: Command = {
  name: "metrics",
  usage:
    "RUN|EDGES|CAPTURE… [--metric NAME,…] [--module my-metrics.ts] [--every 1,10,60] [--level ip|instance|service] [--training FROM-TO] [--previous W] [--labels] [--format csv|parquet|seed] [--out DIR]",
  summary: "metrics per time window, of a run, of edges or of captures",
  help: [
    "  --metric NAME,…   which metrics; docs/metrics.md has their names. Default: a dozen for a first look",
    "  --module FILE     a module in TypeScript or JavaScript: every metric that it exports is used, beside those of --metric",
    "  --every 1,10,60   granularities in seconds; default 10, of edges those that they have",
    "  --level LEVEL     what a node is; default service with entities (a run has them), ip without",
    "  --entities FILE   who has which address, as munnin edges takes it",
    "  --dedup           counts a packet once that several capture points saw; without it such captures are refused",
    "  --virtual         of a run, at level instance or ip: adds the way to virtual addresses, as callers see it",
    "  --trial N         trial of a run; default 0",
    "  --training A-B    seconds from the first window's start of which frozen references are made, for angles; default: up to the first theft,",
    "                    else the first third",
    "  --previous W      windows that a sliding reference looks back, for change points and .legacy angles; default: what each usually does",
    "  --labels          of a run: adds to each row what its window is by the ledger, positive, grey or negative",
    "  --format FORMAT   csv (default), parquet, or seed: the predecessor's saved values; the last two need --out",
    "  --out DIR         writes DIR/metrics.csv, DIR/metrics.parquet or the saved values; without it the CSV goes to standard output",
    "  --json            values, counts, files written and warnings as one JSON object, instead of the CSV",
  ],
  async run(args) {
    const { words, options: given } = readArguments(this, args, options, { least: 1, most: 10_000 });
    const format = oneOf("format", given.format ?? "csv", metricFileKinds);
    if (given.out === undefined && format !== "csv") throw new InputError(`--format: ${format} needs --out, a folder`);
    if (given.labels && format === "seed") throw new InputError("--labels: saved values of the seed have no place for them");
    const how: StreamOptions = {
      training: given.training === undefined ? undefined : spanOf("training", given.training),
      W: given.previous === undefined ? undefined : numberOf("previous", given.previous),
      labels: given.labels,
    };
    const asked = await askedMetrics(namesOf("metric", given.metric), given.module);
    if (words.length === 1 && (await findMetrics(words[0])))
      throw new InputError(`${words[0]}: holds metrics already; munnin plot draws them, munnin metrics needs edges`);
    const {
      edges,
      base,
      warnings: known = [],
    } = await edgesOf(words, {
      every: numbersOf("every", given.every),
      level: given.level === undefined ? undefined : oneOf<Level>("level", given.level, levels),
      entities: given.entities,
      dedup: given.dedup,
      virtual: given.virtual,
      trial: given.trial === undefined ? undefined : numberOf("trial", given.trial),
      exfil: given.labels ? "--labels" : undefined,
    });

    if (!given.json) tell([], known);
    if (given.json || format === "seed") {
      const table = computeMetrics(edges, asked, how);
      const { files, leftOut } =
        given.out === undefined ? { files: [], leftOut: [] } : await writeMetrics(table, given.out, format, base, how);
      const warnings = [
        ...table.errors.map(errorLine),
        ...(leftOut.length > 0 ? [`saved values have no place for metrics per node: ${leftOut.join(", ")} left out`] : []),
      ];
      if (given.json) return printJson({ ...figuresOf(table, how), files, warnings: [...known, ...warnings] });
      return tell(files, warnings);
    }
    await writeStreamed(edges, asked, how, given.out === undefined ? undefined : join(given.out, metricFileNames[format]));
  },
};

/**
 * The metrics that are asked for by name and by a module; by default those for a first look. A name that a module's metric has as well is that
 * metric.
 *
 * @throws InputError for an unknown name
 */
export async function askedMetrics(names: readonly string[] | undefined, module: string | undefined): Promise<AnyDefinition[]> {
  const own = module === undefined ? [] : await metricsOfModule(module);
  const named = (names ?? (module === undefined ? defaultMetrics : [])).map(findMetric);
  return [...named, ...own.filter((metric) => !named.includes(metric))];
}

/** As CSV to standard output, or into a file, while they are computed. */
async function writeStreamed(
  edges: EdgeTable,
  asked: readonly AnyDefinition[],
  options: StreamOptions,
  file: string | undefined,
): Promise<void> {
  if (file !== undefined) {
    const { errors } = await streamMetrics(edges, asked, file, options);
    return tell([file], errors.map(errorLine));
  }
  const stream = metricStream(edges, asked, options);
  await printPieces(stream.csv());
  tell([], stream.errors.map(errorLine));
}

function tell(files: readonly string[], warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`munnin: warning: ${warning}\n`);
  for (const file of files) print(file);
}

function figuresOf(table: MetricTable, { labels }: RowOptions) {
  const { level, origin, parts } = table;
  return {
    level,
    origin,
    rows: table.toTable().rowCount,
    granularities: parts.slices.map(({ every, windowCount, labels: ofWindows }) => ({
      granularity: every,
      windows: windowCount,
      ...(labels && { labels: ofWindows }),
    })),
    metrics: parts.slices.flatMap(({ every, results }) =>
      results.map((result) => ({
        granularity: every,
        metric: result.name,
        title: result.title,
        unit: result.unit,
        per: result.values.per,
        ...spread(result),
        values: valuesOf(result),
      })),
    ),
    errors: table.errors,
  };
}

/** One per window; of a metric per node for each node one per window, null where it did not occur. */
function valuesOf({ values }: MetricResult): number[] | Record<string, (number | null)[]> {
  if (values.per === "graph") return [...values.values];
  const { keys, offsets, codes } = values;
  const series = keys.map(() => new Array<number | null>(offsets.length - 1).fill(null));
  for (let window = 0; window + 1 < offsets.length; window++)
    for (let i = offsets[window]; i < offsets[window + 1]; i++) series[codes[i]][window] = values.values[i];
  return Object.fromEntries(keys.map((key, code) => [key, series[code]]));
}
