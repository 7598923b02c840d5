import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../config/error";
import { headOf, statOf } from "../../edges/files/look";
import type { Level } from "../../edges/node";
import type { MetricTable } from "../table";
import { isMetricCsv, readMetricCsv } from "./csv";
import { metricFactsOf, readMetricParquet } from "./parquet";
import { readSavedValues, savedFiles } from "./seed";

/** What a path holds, as its content says. */
export type MetricFileKind = "csv" | "parquet" | "seed";
export const metricFileKinds: readonly MetricFileKind[] = ["csv", "parquet", "seed"];

/** The names under which a folder has metrics of ours. */
export const metricFileNames = { parquet: "metrics.parquet", csv: "metrics.csv" } as const;

/** Finds the metrics that a path holds; null when it holds something else, such as edges, or nothing. */
export async function findMetrics(path: string): Promise<{ kind: MetricFileKind; path: string } | null> {
  const stat = statOf(path);
  if (!stat) return null;
  if (savedFiles(path).length > 0) return { kind: "seed", path };
  if (stat.isDirectory()) {
    const inside = [metricFileNames.parquet, metricFileNames.csv].map((name) => join(path, name)).find((file) => existsSync(file));
    return inside === undefined ? null : findMetrics(inside);
  }
  const head = headOf(path);
  if (isMetricCsv(head)) return { kind: "csv", path };
  return head.startsWith("PAR1") && (await metricFactsOf(path)) ? { kind: "parquet", path } : null;
}

/**
 * Opens metrics from files, without computing anything: CSV or Parquet of ours, a folder that has `metrics.parquet` or `metrics.csv`, or the
 * saved values of the predecessor, `<base>_class__processed_vales_class_<length>.txt`, one of them or a folder.
 *
 * @param options.level of a folder that has saved values of instances (`container`) and of services (`class`), which to take
 * @throws InputError when there is no such file, or it has no metrics
 */
export async function openMetrics(path: string, options: { readonly level?: Level } = {}): Promise<MetricTable> {
  const found = await findMetrics(path);
  if (!found) throw new InputError(`${path}: ${whyNot(path)}`);
  if (found.kind === "parquet") return readMetricParquet(found.path);
  return found.kind === "csv" ? readMetricCsv(found.path) : readSavedValues(savedFiles(found.path), options.level);
}

function whyNot(path: string): string {
  const stat = statOf(path);
  if (!stat) return "no such file";
  if (existsSync(join(path, "run.json"))) return "is a run: computeMetrics(await openRun(…).edges(), …) makes its metrics";
  if (stat.isDirectory())
    return `holds no metrics: neither ${metricFileNames.parquet}, ${metricFileNames.csv} nor saved values of the seed`;
  return stat.size === 0 ? "is empty" : "holds no metrics, as CSV or Parquet of munnin; openEdges reads edges";
}
