import path from "node:path";
import fs from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgres } from "../../kernel-helpers/src/app/shop/postgres";
import { valkey } from "../../kernel-helpers/src/app/shop/valkey";
import type { LabFailure } from "../../kernel-helpers/src/lab/lab";
import { instance, openRoom, patient, python, type Room } from "./small-lab";

// A PostgreSQL and a Valkey as the shop has them, a service that only remembers, and one that keeps nothing.
const memory = {
  name: "counter",
  command: [
    python,
    "-c",
    `import socket
n, s = 0, socket.create_server(("", 8000))
while True:
    c, _ = s.accept()
    if c.recv(1):
        n += 1
        c.sendall(str(n).encode())
    c.close()`,
  ],
  ready: { port: 8000 },
};
let room: Room;
let pids: string[];
const failures: LabFailure[] = [];
const modules = path.join(__dirname, "../../node_modules");

beforeAll(async () => {
  room = openRoom();
  await room.lab.up(
    {
      networks: [{ name: "inside", subnet: "10.77.0.0/24", outside: false }],
      instances: [
        instance("sql.1", { inside: "10.77.0.10" }, { processes: [postgres("sql.1")] }),
        instance("memory.1", { inside: "10.77.0.11" }, { processes: [valkey("memory.1")] }),
        instance("counter.1", { inside: "10.77.0.12" }, { processes: [{ ...memory, keeps: [] }] }),
        instance("other.1", { inside: "10.77.0.13" }, { processes: [memory] }),
      ],
    },
    patient(),
  );
  room.lab.onFailure((failure) => failures.push(failure));
  pids = await countersOf();
}, 60_000);
afterAll(() => room?.close());

async function node(name: string, text: string): Promise<string> {
  const beside = (await room.lab.instances()).find((candidate) => candidate.name === name)!;
  const out = path.join(room.run, `out-${Math.random()}`);
  const { exited } = await room.lab.exec(beside, { name: "script", command: ["{node}", "-e", text] }, { stdout: out });
  expect((await exited).code, fs.readFileSync(path.join(room.run, "logs", `${name}.script.log`), "utf8")).toBe(0);
  return fs.readFileSync(out, "utf8").trim();
}
const sql = (query: string) =>
  node(
    "sql.1",
    `const { Client } = require("${modules}/pg");
    (async () => {
      const client = new Client({ host: "127.0.0.1", user: "shop", database: "postgres" });
      await client.connect();
      const { rows } = await client.query(${JSON.stringify(query)});
      console.log(JSON.stringify(rows));
      await client.end();
    })();`,
  );
const redis = (...words: string[]) =>
  node(
    "memory.1",
    `const Redis = require("${modules}/ioredis");
    (async () => {
      const client = new Redis();
      console.log(JSON.stringify(await client.call(...${JSON.stringify(words)})));
      client.disconnect();
    })();`,
  );
const ask = (name: string) =>
  node(name, `const s = require("net").connect(8000, "127.0.0.1"); s.end("x"); s.on("data", (d) => console.log(String(d)));`);
const countersOf = async () => [await ask("counter.1"), await ask("other.1")];
const checksum = `select count(*)::int rows, md5(string_agg(id || name, ',' order by id)) from people`;

test("what databases and caches hold after a restoration is what they held at the snapshot, byte for byte, and nobody else was disturbed", async () => {
  await sql("create table people as select i id, md5(i::text) name from generate_series(1, 5000) i");
  await redis("SET", "cart", "three apples");
  const before = { rows: await sql(checksum), cart: await redis("GET", "cart") };
  // md5 of "1<md5 of 1>,2<md5 of 2>,…" in Python: ",".join(f"{i}{md5(str(i))}" for i in range(1, 5001))
  expect(JSON.parse(before.rows)).toEqual([{ rows: 5000, md5: "80aba5f787c7944a14fdd8c56b6f81e6" }]);

  expect(await room.lab.snapshot()).toEqual(["sql.1", "memory.1", "counter.1"]);
  expect({ rows: await sql(checksum), cart: await redis("GET", "cart") }).toEqual(before);
  for (const round of [1, 2]) {
    await sql("delete from people where id > 100");
    await sql(`create table thing${round} as select 1`);
    await redis("SET", "cart", "empty");
    await redis("SET", "more", "of it");
    expect(await sql(checksum)).not.toBe(before.rows);
    const begun = performance.now();
    await room.lab.restore();
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect({ rows: await sql(checksum), cart: await redis("GET", "cart") }).toEqual(before);
    expect(await sql("select count(*)::int from pg_tables where tablename like 'thing%'")).toBe('[{"count":0}]');
    expect(await redis("EXISTS", "more")).toBe("0");
  }
  // The one that only remembers began anew; the one that keeps nothing was left alone.
  expect([pids, await countersOf()]).toEqual([
    ["1", "1"],
    ["1", "2"],
  ]);
  expect(failures).toEqual([]);
}, 60_000);

test("the use of the machine is told for each process, its children's with it, and for each instance's traffic", async () => {
  const usage = async () => {
    const { processes, traffic, machine } = await room.lab.usage();
    const of = (instance: string) => processes.find((each) => each.instance === instance)!;
    return { sql: of("sql.1"), other: of("other.1"), names: processes.map(({ process }) => process).sort(), traffic, machine };
  };
  const before = await usage();
  expect(before.names).toEqual(["counter", "counter", "postgres", "valkey"]);
  expect(before.sql).toMatchObject({ process: "postgres", beside: false });
  // A connection's backend works, and has ended before we look: its parent has waited for it.
  await sql("select count(*) from generate_series(1, 6000000) a");
  const after = await usage();
  expect(after.sql.cpu - before.sql.cpu).toBeGreaterThan(0.2);
  expect(after.other.cpu - before.other.cpu).toBeLessThan(0.2);
  expect(after.machine.cpu - before.machine.cpu).toBeGreaterThan(after.sql.cpu - before.sql.cpu);
  // A PostgreSQL of 16 MB shared buffers; 2 GB are on no machine's mind.
  expect(after.sql.memory).toBeGreaterThan(10e6);
  expect(after.sql.memory).toBeLessThan(2e9);

  const sent = async (instance: string) => (await usage()).traffic.find((each) => each.instance === instance)!;
  const [one, two] = [await sent("other.1"), await sent("counter.1")];
  await node(
    "other.1",
    `const u = require("dgram").createSocket("udp4"); for (let i = 0; i < 100; i++) u.send(Buffer.alloc(1000), 9, "10.77.0.12"); setTimeout(() => u.close(), 200);`,
  );
  const [three, four] = [await sent("other.1"), await sent("counter.1")];
  // 100 datagrams of 1000 bytes behind 14 + 20 + 8; and a few of ARP and ICMP.
  expect(three.sent - one.sent).toBeGreaterThanOrEqual(100 * 1042);
  expect(three.sent - one.sent).toBeLessThan(100 * 1042 + 2000);
  expect(four.received - two.received).toBeGreaterThanOrEqual(100 * 1042);
}, 60_000);
