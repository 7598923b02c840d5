import { dirname, resolve } from "node:path";
import { InputError } from "../config/error";
import { makeFolder } from "../edges/files/save";
import { instantText } from "../edges/instant";
import type { EdgeTable } from "../edges/table";
import { writeWhole } from "../runfolder/files";
import { tellsOfInfinity } from "./answer";
import { askedFor, type MetricOptions } from "./compute";
import { surroundingsOf } from "./context";
import { derive, sourceOf } from "./derive";
import { evaluate } from "./evaluate";
import { granularityFacts, type MetricFacts } from "./files/facts";
import { writeMetricParquet } from "./files/parquet";
import { formatOf } from "./files/save";
import { isSeries, type AnyDefinition } from "./graph";
import type { MetricError, MetricResult } from "./result";
import { metricRows, noLabels, type RowOptions } from "./rows";
import type { MetricTableParts } from "./table";
import { checkTraining, trainingWindows } from "./training";

/** Windows whose values are in memory at the same time. */
const blockLength = 1024;

export interface StreamOptions extends MetricOptions, RowOptions {}

/** Metrics that are computed while somebody reads them. */
export interface MetricStream {
  /** CSV with a header, computed piece by piece; to be read once. */
  csv(): Generator<string>;
  /** So far. */
  readonly rows: number;
  readonly errors: readonly MetricError[];
  facts(): MetricFacts;
}

/**
 * Metrics as CSV that is computed block by block. A series (angles, change points) looks at all windows: while it is made, the values of its
 * one source are held.
 *
 * @throws InputError as `computeMetrics`
 */
export function metricStream(edges: EdgeTable, metrics: readonly (string | AnyDefinition)[], options: StreamOptions = {}): MetricStream {
  const { labels = false } = options;
  const asked = askedFor(metrics, options);
  checkTraining(edges, options.training);
  if (labels && !edges.hasExfil) throw new InputError(noLabels);
  const errors = new Map<string, MetricError>();
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    get errors() {
      return [...errors.values()];
    },
    *csv() {
      // The header comes with the first rows: a metric that does not give what it says is found before anything is out.
      let headed = false;
      for (const granularity of edges.granularities) {
        const one = edges.every(granularity);
        const [slice] = one.parts.slices;
        const { windowCount } = slice;
        const ofWindows = labels ? one.labels() : undefined;
        const context = { training: trainingWindows(one, options.training), W: options.W, every: granularity };
        const around = surroundingsOf(one, context.training);
        const whole = asked.map((definition) =>
          isSeries(definition) ? derive(definition, evaluate(one, around, [sourceOf(definition)])[0].result, windowCount, context) : null,
        );
        const plain = asked.flatMap((definition) => (isSeries(definition) ? [] : [definition]));
        for (const result of whole) if (result) note(errors, result);
        for (let from = 0; from < windowCount; from += blockLength) {
          const to = Math.min(windowCount, from + blockLength);
          const computed = evaluate(one, around, plain, { from, to }).map(({ result }) => result);
          for (const result of computed) note(errors, result);
          const results = whole.map((result) => (result ? part(result, from, to) : computed.shift()!));
          const block = {
            ...slice,
            windowCount: to - from,
            coverage: slice.coverage.subarray(from, to),
            labels: ofWindows?.slice(from, to),
            results,
          };
          const table = metricRows({ parts: { ...partsOf(edges), slices: [block] }, level: edges.level }, { labels }, from);
          rows += table.rowCount;
          yield* headed ? withoutHeader(table.csvPieces()) : table.csvPieces();
          headed = true;
        }
      }
      if (!headed) yield* metricRows({ parts: { ...partsOf(edges), slices: [] }, level: edges.level }, { labels }).csvPieces();
    },
    facts: () => ({
      schema: 1,
      holds: "metrics",
      origin: instantText(edges.parts.origin),
      level: edges.level,
      granularities: edges.parts.slices.map((slice) =>
        granularityFacts({ ...slice, ...(edges.hasExfil && { labels: edges.every(slice.every).labels() }) }),
      ),
      metrics: asked.map((definition) => {
        const { name, title = name, unit = "" } = definition;
        return { name, title, unit, per: isSeries(definition) ? "graph" : (definition.per ?? "graph") };
      }),
      marks: edges.marks,
      errors: [...errors.values()],
    }),
  };
}

const partsOf = ({ level, marks, parts: { origin } }: EdgeTable): Omit<MetricTableParts, "slices"> => ({ level, origin, marks });

/**
 * Computes metrics and writes them as they come, so that memory does not grow with the number of windows: for tables of hundreds of thousands.
 * `openMetrics` opens the file.
 *
 * @param path a file that ends in `.parquet` or `.csv`; it is there whole or not at all
 * @returns how many rows it has, and what went wrong
 * @throws InputError as `computeMetrics`, and for another ending
 */
export async function streamMetrics(
  edges: EdgeTable,
  metrics: readonly (string | AnyDefinition)[],
  path: string,
  options: StreamOptions = {},
): Promise<{ readonly rows: number; readonly errors: readonly MetricError[] }> {
  const format = formatOf(path);
  const stream = metricStream(edges, metrics, options);
  makeFolder(dirname(resolve(path)), "metrics");
  if (format === "csv") writeWhole(path, stream.csv());
  else await writeMetricParquet(path, stream.csv(), () => stream.facts(), { ...edges.parts, labels: options.labels });
  return { rows: stream.rows, errors: stream.errors };
}

/** The windows [from, to) of a series. */
function part(result: MetricResult, from: number, to: number): MetricResult {
  return { ...result, values: { per: "graph", values: result.values.values.subarray(from, to) } };
}

function note(known: Map<string, MetricError>, { errors }: MetricResult): void {
  for (const error of errors) {
    const key = `${error.granularity} ${error.metric} ${tellsOfInfinity(error.message)}`;
    const before = known.get(key);
    known.set(key, before ? { ...before, count: before.count + error.count } : error);
  }
}

function* withoutHeader(pieces: Iterable<string>): Generator<string> {
  let first = true;
  for (const piece of pieces) {
    yield first ? piece.slice(piece.indexOf("\n") + 1) : piece;
    first = false;
  }
}
