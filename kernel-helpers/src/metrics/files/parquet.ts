import { renameSync, rmSync } from "node:fs";
import { InputError } from "../../config/error";
import { startOf } from "../../edges/files/csv";
import { sqlPath, sqlText, withDuckDb } from "../../edges/files/duckdb";
import { coverageOf } from "../../edges/files/facts";
import type { Label } from "../../edges/labels";
import { toNanoseconds, type Instant } from "../../edges/instant";
import { writeWhole } from "../../runfolder/files";
import type { MetricTable } from "../table";
import { valueCollector } from "./collect";
import type { MetricFacts } from "./facts";

/**
 * Writes metrics: the columns of `toTable`, `start` as a time stamp with nanoseconds, NaN as null. Facts stand in the metadata under
 * `munnin`. The file is there whole or not at all.
 *
 * The rows go through a CSV beside the file, which DuckDB reads as a stream: no table is ever whole in memory. With two threads, or pieces of its
 * usual 32 MB, its memory would grow with the rows (2 M of them: 303 MB in all, 120 MB as it is here).
 *
 * @param csv the table as CSV, in pieces
 * @param facts called when all pieces have been written
 */
export async function writeMetricParquet(file: string, csv: Iterable<string>, facts: () => MetricFacts, grid: MetricGrid): Promise<void> {
  const rows = `${file}.${process.pid}.csv`;
  const half = `${file}.${process.pid}.half`;
  try {
    writeWhole(rows, csv);
    const label = grid.labels ? ", label" : "";
    const types = `{granularity: 'DOUBLE', "window": 'INTEGER', start: 'VARCHAR', level: 'VARCHAR', metric: 'VARCHAR', node: 'VARCHAR', value: 'DOUBLE'${label && `${label}: 'VARCHAR'`}}`;
    const pieces = "buffer_size = 1000000, max_line_size = 100000";
    const lengths = grid.slices.map(({ every, nanoseconds }) => `WHEN ${every} THEN ${nanoseconds}`).join(" ");
    const length = lengths === "" ? "0" : `CASE granularity ${lengths} END`;
    await withDuckDb(async (connection) => {
      await connection.run("SET threads = 1");
      await connection.run(
        `COPY (SELECT granularity, "window", make_timestamp_ns(${toNanoseconds(grid.origin)}::BIGINT + "window"::BIGINT * (${length})::BIGINT) AS start,
           level, metric, coalesce(node, '') AS node, CASE WHEN isnan(value) THEN NULL ELSE value END AS value${label}
         FROM read_csv(${sqlPath(rows)}, header = true, delim = ',', quote = '"', escape = '"', columns = ${types}, ${pieces}))
         TO ${sqlText(half)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {munnin: ${sqlText(JSON.stringify(facts()))}})`,
      );
    });
    renameSync(half, file);
  } finally {
    for (const left of [rows, half]) rmSync(left, { force: true });
  }
}

/** Where the windows of a table lie. */
export interface MetricGrid {
  readonly origin: Instant;
  readonly slices: readonly { readonly every: number; readonly nanoseconds: number }[];
  /** Whether the rows have labels. */
  readonly labels?: boolean;
}

/** The facts of a Parquet file of metrics; null when it holds something else, or is none. */
export async function metricFactsOf(file: string): Promise<MetricFacts | null> {
  try {
    return await withDuckDb(async (connection) => {
      const found = await connection.runAndReadAll(
        `SELECT decode(value) FROM parquet_kv_metadata(${sqlPath(file)}) WHERE decode(key) = 'munnin'`,
      );
      const facts = JSON.parse((found.getRows()[0]?.[0] as string | undefined) ?? "{}") as Partial<MetricFacts>;
      return facts.holds === "metrics" ? (facts as MetricFacts) : null;
    });
  } catch {
    return null;
  }
}

/**
 * Reads what `writeMetricParquet` writes.
 *
 * @throws InputError for a file that is no Parquet or has no metadata of ours
 */
export async function readMetricParquet(file: string): Promise<MetricTable> {
  const facts = await metricFactsOf(file);
  if (!facts) throw new InputError(`${file}: is no Parquet with metrics of munnin, by its metadata`);
  if (facts.schema !== 1) throw new InputError(`${file}: was written by a later munnin (schema ${String(facts.schema)}, this one reads 1)`);
  const collected = valueCollector(
    (name) => facts.metrics.find((one) => one.name === name) ?? { name, title: name, unit: "" },
    facts.metrics.map(({ name }) => name),
  );
  try {
    await withDuckDb(async (connection) => {
      const result = await connection.stream(`SELECT granularity, "window", metric, node, value FROM read_parquet(${sqlPath(file)})`);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        const [every, window, metric, node, value] = chunk.getColumns();
        for (let i = 0; i < chunk.rowCount; i++)
          collected.add(
            every[i] as number,
            window[i] as number,
            metric[i] as string,
            node[i] as string,
            (value[i] as number | null) ?? NaN,
          );
      }
    });
    return collected.finish({
      origin: startOf(facts.origin)!,
      level: facts.level,
      granularities: facts.granularities.map(({ coverage, labels, ...one }) => ({
        ...one,
        coverage: coverageOf(coverage),
        labels: labels?.flatMap(([label, count]) => new Array<Label>(count).fill(label)),
      })),
      marks: facts.marks,
      errors: facts.errors,
    });
  } catch (error) {
    throw new InputError(`${file}: cannot be read as Parquet: ${(error as Error).message.split("\n")[0]}`);
  }
}
