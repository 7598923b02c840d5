import { Pool } from "pg";
import { locationOf } from "../http/location";
import { log } from "../http/log";
import { eventually } from "../http/patience";

/** Any number, the same for all instances of a service: it serialises their creation of the schema. */
const schemaLock = 7_733_466;

/**
 * Connects a service to its PostgreSQL database and creates the schema, which is SQL that may be run again.
 * Instances of a service that start together do it one after the other, since `create … if not exists` is not safe in parallel.
 *
 * Connections are opened when needed and closed after 10 s without use, one always stays open.
 *
 * @param seed rows to put in once, by the first instance: SQL and its values
 */
export async function connectDatabase(service: string, schema: string, seed?: { sql: string; values: unknown[] }): Promise<Pool> {
  const pool = new Pool({ ...locationOf(service, 5432), user: "shop", database: "postgres", max: 8, min: 1 });
  pool.on("error", (error) => log("warning", `connection to ${service} lost: ${error.message}`));
  await eventually(service, async () => {
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query("select pg_advisory_xact_lock($1)", [schemaLock]);
      await client.query(schema);
      if (seed) await client.query(seed.sql, seed.values);
      await client.query("commit");
      client.release();
    } catch (error) {
      client.release(true); // closes the connection, which ends the transaction
      throw error;
    }
  });
  return pool;
}
