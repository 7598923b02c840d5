import { dirname, join, resolve } from "node:path";
import { InputError } from "../../config/error";
import { makeFolder } from "../../edges/files/save";
import { writeWhole } from "../../runfolder/files";
import type { RowOptions } from "../rows";
import type { MetricTable } from "../table";
import { metricFacts } from "./facts";
import { metricFileNames, type MetricFileKind } from "./open";
import { writeMetricParquet } from "./parquet";
import { writeSavedValues } from "./seed";

/** What was written. */
export interface SavedMetrics {
  readonly files: readonly string[];
  /** Metrics that have no place in the format: those per node in the seed's saved values. */
  readonly leftOut: readonly string[];
}

/**
 * Writes metrics into a folder, which is made if need be: `metrics.csv`, `metrics.parquet`, or the seed's saved values, a file for each
 * granularity. A file is there whole or not at all.
 *
 * @param base first part of the names of saved values
 * @throws InputError for labels that there are not
 */
export async function writeMetrics(
  metrics: MetricTable,
  folder: string,
  format: MetricFileKind,
  base = "metrics",
  options: RowOptions = {},
): Promise<SavedMetrics> {
  makeFolder(folder, "metrics");
  if (format === "seed") return writeSavedValues(metrics, folder, base);
  const file = join(folder, metricFileNames[format]);
  await saveMetrics(metrics, file, options);
  return { files: [file], leftOut: [] };
}

/**
 * Saves metrics for `openMetrics`.
 *
 * @param path a file that ends in `.parquet`, which keeps everything, or in `.csv`, which keeps the values
 * @throws InputError for another ending, and for labels that there are not
 */
export async function saveMetrics(metrics: MetricTable, path: string, options: RowOptions = {}): Promise<void> {
  const format = formatOf(path);
  const csv = metrics.toTable(options).csvPieces();
  makeFolder(dirname(resolve(path)), "metrics");
  if (format === "csv") writeWhole(path, csv);
  else await writeMetricParquet(path, csv, () => metricFacts(metrics.parts), { ...metrics.parts, labels: options.labels });
}

/** @throws InputError for a name with another ending */
export function formatOf(path: string): "csv" | "parquet" {
  const format = /\.(csv|parquet)$/.exec(path)?.[1];
  if (!format) throw new InputError(`${path}: must end in .parquet or .csv`);
  return format as "csv" | "parquet";
}
