import type { ProcessSpec } from "../../lab/deployment";

/** Settings of a small database whose data need not survive the lab. */
const settings = {
  listen_addresses: "*",
  unix_socket_directories: "",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  shared_buffers: "16MB",
  max_connections: "200",
  max_wal_size: "64MB",
  wal_level: "minimal",
  max_wal_senders: "0",
  jit: "off",
  log_checkpoints: "off",
  timezone: "UTC",
};

/**
 * PostgreSQL in a fresh cluster of its own below `{scratch}`; superuser and database are called `shop` and `postgres`, without a password
 * (nothing but the lab can reach it).
 *
 * It runs as `nobody`, since PostgreSQL refuses to be root, and by a shell, since that user may be unable to read the
 * folder that the package lies in. Preparing takes 0.9 s on an idle core; the databases of a shop do it at the same time.
 */
export function postgres(instance: string): ProcessSpec {
  const data = `{scratch}/${instance}`;
  const options = Object.entries(settings).map(([key, value]) => `-c ${key}='${value}'`);
  const script = [
    "set -e",
    // A cluster that is there already, out of a snapshot, is gone on with.
    `if [ ! -e ${data}/PG_VERSION ]; then`,
    `{postgres}/bin/initdb --pgdata=${data} --username=shop --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions`,
    `echo 'host all all all trust' >> ${data}/pg_hba.conf`,
    "fi",
    `exec {postgres}/bin/postgres -D ${data} ${options.join(" ")}`,
  ].join("\n");
  return { name: "postgres", command: ["sh", "-c", script], user: "nobody", ready: { port: 5432 }, keeps: [data], endsOn: "SIGINT" };
}
