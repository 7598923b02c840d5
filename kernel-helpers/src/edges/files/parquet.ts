import { renameSync, rmSync } from "node:fs";
import { InputError } from "../../config/error";
import { exfilAt, exfilColumn, exfilNames, type Exfil } from "../exfil";
import { toNanoseconds } from "../instant";
import type { EdgeTable } from "../table";
import { rowCollector } from "./collect";
import { startOf } from "./csv";
import { sqlPath, sqlText, withDuckDb } from "./duckdb";
import { coverageOf, type Facts, factsOf, nodesOf, presencesOf } from "./facts";

/** Whether a file that begins like this is Parquet. */
export const isParquet = (head: string): boolean => head.startsWith("PAR1");

/**
 * Writes the columns of `toTable`, `start` as a time stamp with nanoseconds; origin, level, windows, coverage, marks and counts stand in
 * the metadata under `munnin`. The file is there whole or not at all.
 */
export async function writeEdgeParquet(edges: EdgeTable, file: string): Promise<void> {
  const half = `${file}.${process.pid}.half`;
  const { slices, nodes, sources, destinations, origin } = edges.parts;
  const shares = edges.hasExfil ? exfilNames : [];
  // Injected traffic may have fractions of bytes, and what is not known is null.
  const type = slices.some(({ frames, bytes, wireBytes }) => [frames, bytes, wireBytes].some(hasFraction)) ? "DOUBLE" : "BIGINT";
  try {
    await withDuckDb(async (connection, { DuckDBDataChunk, INTEGER, VARCHAR, DOUBLE, BIGINT }) => {
      await connection.run(
        `CREATE TABLE edges (granularity DOUBLE, nanoseconds BIGINT, "window" INTEGER, source VARCHAR, destination VARCHAR, frames DOUBLE, bytes DOUBLE, wire_bytes DOUBLE${shares.map((name) => `, ${exfilColumn(name)} DOUBLE`).join("")})`,
      );
      const appender = await connection.createAppender("edges");
      const types = [DOUBLE, BIGINT, INTEGER, VARCHAR, VARCHAR, DOUBLE, DOUBLE, DOUBLE, ...shares.map(() => DOUBLE)];
      for (const { every, nanoseconds, offsets, edges: numbers, ...sums } of slices) {
        let window = 0;
        for (let from = 0; from < numbers.length; from += chunkLength) {
          const piece = numbers.subarray(from, from + chunkLength);
          const windows = Array.from(piece, (_, i) => {
            while (offsets[window + 1] <= from + i) window++;
            return window;
          });
          const values = (column: Float64Array) =>
            Array.from(column.subarray(from, from + piece.length), (one) => (Number.isNaN(one) ? null : one));
          const chunk = DuckDBDataChunk.create(types, piece.length);
          chunk.setColumns([
            new Array<number>(piece.length).fill(every),
            new Array<bigint>(piece.length).fill(BigInt(nanoseconds)),
            windows,
            Array.from(piece, (edge) => nodes[sources[edge]].name),
            Array.from(piece, (edge) => nodes[destinations[edge]].name),
            values(sums.frames),
            values(sums.bytes),
            values(sums.wireBytes),
            ...shares.map((name) => Array.from(piece, (edge, i) => (sums.exfil ? exfilAt(sums.exfil, windows[i], edge)[name] : 0))),
          ]);
          appender.appendDataChunk(chunk);
        }
      }
      appender.closeSync();
      await connection.run(
        `COPY (SELECT granularity, "window", make_timestamp_ns(${toNanoseconds(origin)}::BIGINT + "window"::BIGINT * nanoseconds) AS start, source, destination,
           frames::${type} AS frames, bytes::${type} AS bytes, wire_bytes::${type} AS wire_bytes${shares.map((name) => `, ${exfilColumn(name)}::BIGINT AS ${exfilColumn(name)}`).join("")} FROM edges)
         TO ${sqlText(half)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {munnin: ${sqlText(JSON.stringify(factsOf(edges)))}})`,
      );
    });
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}

/** DuckDB's vectors have this length. */
const chunkLength = 2048;

const hasFraction = (column: Float64Array): boolean => column.some((value) => !Number.isInteger(value) && !Number.isNaN(value));

/**
 * Reads what `writeEdgeParquet` writes.
 *
 * @throws InputError for a file that is no Parquet or has no metadata of ours
 */
export async function readEdgeParquet(file: string): Promise<EdgeTable> {
  try {
    return await readRows(file);
  } catch (error) {
    if (error instanceof InputError && error.message.startsWith(`${file}:`)) throw error;
    // A broken file shows anywhere: in its metadata, or in the middle of its rows.
    throw new InputError(`${file}: cannot be read as Parquet: ${(error as Error).message.split("\n")[0]}`);
  }
}

async function readRows(file: string): Promise<EdgeTable> {
  return withDuckDb(async (connection) => {
    const facts = await connection
      .runAndReadAll(`SELECT decode(value) FROM parquet_kv_metadata(${sqlPath(file)}) WHERE decode(key) = 'munnin'`)
      .then((found) => found.getRows()[0]?.[0] as string | undefined);
    if (facts === undefined) throw new InputError(`${file}: is Parquet, but not edges of munnin: its metadata has no key munnin`);
    const told = JSON.parse(facts) as Facts;
    if (told.schema !== 1) throw new InputError(`${file}: was written by a later munnin (schema ${String(told.schema)}, this one reads 1)`);

    const rows = rowCollector(nodesOf(told));
    const shares = told.thefts ? exfilNames : [];
    const result = await connection.stream(
      `SELECT granularity, "window", source, destination, frames::DOUBLE, bytes::DOUBLE, wire_bytes::DOUBLE${shares.map((name) => `, ${exfilColumn(name)}::DOUBLE`).join("")} FROM read_parquet(${sqlPath(file)})`,
    );
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const [every, window, source, destination, frames, bytes, wireBytes, ...exfil] = chunk.getColumns();
      for (let i = 0; i < chunk.rowCount; i++)
        rows.add(
          every[i] as number,
          window[i] as number,
          source[i] as string,
          destination[i] as string,
          (frames[i] as number | null) ?? NaN,
          (bytes[i] as number | null) ?? NaN,
          (wireBytes[i] as number | null) ?? NaN,
          told.thefts && (Object.fromEntries(shares.map((name, share) => [name, exfil[share][i] as number])) as unknown as Exfil),
        );
    }
    return rows.finish({
      origin: startOf(told.origin)!,
      level: told.level,
      granularities: told.granularities.map(({ coverage, ...one }) => ({ ...one, coverage: coverageOf(coverage) })),
      presences: presencesOf(told),
      marks: told.marks,
      thefts: told.thefts,
      counts: told.counts,
    });
  });
}
