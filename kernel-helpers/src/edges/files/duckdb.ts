import type { DuckDBConnection } from "@duckdb/node-api";

/** Runs something with a database in memory that is gone afterwards. DuckDB is a large library: it is loaded only here. */
export async function withDuckDb<T>(
  use: (connection: DuckDBConnection, duckdb: typeof import("@duckdb/node-api")) => Promise<T>,
): Promise<T> {
  const duckdb = await import("@duckdb/node-api");
  const instance = await duckdb.DuckDBInstance.create(":memory:", { threads: "2" });
  try {
    const connection = await instance.connect();
    try {
      return await use(connection, duckdb);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** A text in SQL. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A file's path in SQL, where DuckDB would take [, * and ? for a pattern of several files. */
export const sqlPath = (file: string): string => sqlText(file.replace(/[[*?]/g, "[$&]"));
