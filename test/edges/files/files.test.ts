import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withDuckDb } from "../../../kernel-helpers/src/edges/files/duckdb";
import { openEdges } from "../../../kernel-helpers/src/edges/files/open";
import { saveEdges, writeEdges } from "../../../kernel-helpers/src/edges/files/save";
import { readEdges } from "../../../kernel-helpers/src/edges/read";
import type { EdgeTable } from "../../../kernel-helpers/src/edges/table";
import { openRun } from "../../../kernel-helpers/src/notebook/run";
import { root } from "../../house/scripts";
import { fileOf, frame, pcap } from "../../pcap/files";
import { ethernet, ipv4 } from "../../pcap/packets";
import { draws } from "../../pcap/random";

const start = 1700000000;
const newFolder = (): string => mkdtempSync(join(tmpdir(), "munnin-edges-"));

/** Edges with silent windows at both ends, part of one covered, kinds that names do not tell, and a name that needs quotes. */
async function sample(): Promise<EdgeTable> {
  const { whole, pick } = draws(3);
  const hosts = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "192.0.2.9"];
  const frames = Array.from({ length: 300 }, () =>
    frame(start + pick([12, 13, 47, 88]), whole(0, 999999999), ethernet(ipv4(pick(hosts), pick(hosts), whole(0, 900)))),
  );
  const entity = { network: "", from: 0, to: null } as const;
  return readEdges([{ file: fileOf(pcap(frames)), from: start + 5, to: start + 95 }], {
    every: [1, 20],
    origin: start + 0.000001,
    until: start + 100,
    level: "service",
    entities: [
      { ...entity, address: "10.0.0.1", entity: "a.1", service: 'sh,op "1"', kind: "instance", to: start + 50 },
      { ...entity, address: "10.0.0.2", entity: "b", service: "b|c", kind: "vip" },
      { ...entity, address: "10.0.0.3", entity: "c", service: null, kind: "client" },
    ],
    marks: [{ start: 1, end: 2, kind: "exfiltration" }],
  });
}

describe("Parquet", () => {
  test("keeps the whole table: rows, silent windows, coverage, kinds, presences, marks and counts", async () => {
    const edges = await sample();
    const file = join(newFolder(), "it's [1] edges.parquet");
    await saveEdges(edges, file);
    expect((await openEdges(file)).parts).toEqual(edges.parts);
    expect(readdirSync(join(file, ".."))).toHaveLength(1);
    expect(edges.every(1).windowCount).toBe(100);
    expect(edges.every(20).coverage[0]).toBeCloseTo(0.75, 5);
  });

  test("keeps which service each node of a window's graph is of", async () => {
    const run = await openRun(join(root, "samples/quickstart")).edges({ level: "instance", every: 10 });
    const file = join(newFolder(), "instances.parquet");
    await saveEdges(run, file);
    const services = (table: EdgeTable) => [...table.windows()].map((graph) => graph.names.map((name, i) => [name, graph.services[i]]));
    const again = services(await openEdges(file));
    expect(again).toEqual(services(run));
    // An instance is called by its service, a dot and a number.
    const served = again.flat().filter(([name, service]) => name === `${service}.1`);
    expect(new Set(served.map(([, service]) => service)).size).toBeGreaterThan(3);
  });

  test("of another program's connection has the columns, and times with nanoseconds", async () => {
    const edges = await sample();
    const file = join(newFolder(), "edges.parquet");
    await saveEdges(edges, file);
    const rows = await withDuckDb(async (connection) =>
      (
        await connection.runAndReadAll(
          `SELECT "window", epoch_ns(start), source, bytes, typeof(start), typeof(bytes) FROM '${file}' WHERE granularity = 1 LIMIT 1`,
        )
      ).getRows(),
    );
    const [first] = edges.every(1);
    expect(rows).toEqual([[12, BigInt(start + 12) * 1000000000n + 1000n, first.source, BigInt(first.bytes), "TIMESTAMP_NS", "BIGINT"]]);
    const bytes = readFileSync(file);
    expect([bytes.toString("latin1", 0, 4), bytes.toString("latin1", bytes.length - 4)]).toEqual(["PAR1", "PAR1"]);
  });

  test("is read by pandas and polars as it is, silent windows are in the metadata", async () => {
    const edges = await sample();
    const file = join(newFolder(), "edges.parquet");
    await saveEdges(edges, file);
    const script = `
import json, pandas, polars, sys
file = sys.argv[1]
one, other = pandas.read_parquet(file), polars.read_parquet(file)
print(json.dumps([
    [len(t), int(t["bytes"].sum()), int(t["frames"].sum()), sorted(set(t["source"])), list(t.columns), str(list(t["start"])[0])] for t in (one, other)
] + [json.loads(polars.read_parquet_metadata(file)["munnin"])]))`;
    const [pandas, polars, facts] = JSON.parse(
      execFileSync(join(__dirname, "../../../.venv/bin/python"), ["-c", script, file], { encoding: "utf8" }),
    ) as unknown[];
    const { frames, bytes } = edges.totals();
    const columns = ["granularity", "window", "start", "source", "destination", "frames", "bytes", "wire_bytes"];
    const sources = [...new Set([...edges].map(({ source }) => source))].sort();
    expect(pandas).toEqual([edges.rowCount, bytes * 2, frames * 2, sources, columns, "2023-11-14 22:13:32.000001"]);
    expect((polars as unknown[]).slice(0, 5)).toEqual((pandas as unknown[]).slice(0, 5));
    expect(facts).toMatchObject({
      level: "service",
      granularities: [
        { every: 1, windowCount: 100 },
        { every: 20, windowCount: 5 },
      ],
    });
  });

  test("of somebody else, or what only begins like one, is refused", async () => {
    const other = join(newFolder(), "other.parquet");
    await withDuckDb((connection) => connection.run(`COPY (SELECT 1 AS one) TO '${other}' (FORMAT parquet)`));
    await expect(openEdges(other)).rejects.toThrow(/is Parquet, but not edges of munnin/);
    writeFileSync(other, "PAR1 and then nothing");
    await expect(openEdges(other)).rejects.toThrow(/cannot be read as Parquet/);
    const broken = join(newFolder(), "broken.parquet");
    await saveEdges(await sample(), broken);
    writeFileSync(broken, readFileSync(broken).fill(0, 100, 300)); // In the middle of a column.
    await expect(openEdges(broken)).rejects.toThrow(/^\S+broken\.parquet: cannot be read as Parquet: .+$/);
  });
});

describe("CSV", () => {
  test("keeps every row and the grid to the nanosecond", async () => {
    const edges = await sample();
    const file = join(newFolder(), "any name.csv");
    await saveEdges(edges, file);
    const again = await openEdges(file, { level: "service" });
    expect(again.toCsv()).toBe(edges.toCsv());
    expect(again.parts.origin).toEqual({ seconds: start, nanoseconds: 1000 });
  });

  test("rows may come in any order, more than once, and with other columns", async () => {
    const file = join(newFolder(), "x.csv");
    writeFileSync(
      file,
      "granularity,window,start,destination,source,bytes,note\n10,2,1000000020.5,b,a,3,x\r\n10,1,1000000010.5,a,b,1,\n10,2,1000000020.5,b,a,4,y\n",
    );
    const edges = await openEdges(file);
    expect([...edges].map(({ window, source, bytes, frames }) => [window, source, bytes, frames])).toEqual([
      [1, "b", 1, NaN],
      [2, "a", 7, NaN],
    ]);
    expect([edges.origin, edges.windowCount, edges.level]).toEqual([1000000000.5, 3, "service"]);
  });

  test("with a header alone is an empty table, at any granularity that is asked for", async () => {
    const file = join(newFolder(), "edges.csv");
    writeFileSync(file, "granularity,window,start,source,destination,frames,bytes,wire_bytes\n");
    const empty = await openEdges(file);
    expect([[...empty], empty.granularities, empty.level, empty.totals()]).toEqual([[], [], "ip", { frames: 0, bytes: 0, wireBytes: 0 }]);
    expect(empty.total().nodeCount).toBe(0);
    expect([empty.coarsen(10).granularities, empty.coarsen(10).windowCount]).toEqual([[10], 0]);
    await saveEdges(empty, join(file, "../edges.parquet"));
    expect((await openEdges(join(file, "../edges.parquet"))).parts).toEqual(empty.parts);
  });

  test.each([
    ["granularity,window,start,source,bytes\n", /:1: the header has no destination$/],
    ["granularity,window,start,source,destination,bytes\n1,0,0.0,a,,7\n", /:2: must have a source and a destination/],
    ["granularity,window,start,source,destination,bytes\n1,0,0.0,a,b,NaN\n", /:2: bytes must be a number, not "NaN"/],
    ["granularity,window,start,source,destination,bytes\n1,-1,0.0,a,b,1\n", /:2: window must be a whole number from 0, not -1/],
    ["granularity,window,start,source,destination,bytes\n0,1,0.0,a,b,1\n", /:2: every: a granularity must be/],
    ["granularity,window,start,source,destination,bytes\n1,1,noon,a,b,1\n", /:2: start must be seconds since the epoch, not "noon"/],
    [
      "granularity,window,start,source,destination,bytes\n1,1,1.0,a,b,1\n1,2,2.5,a,b,1\n",
      /:3: window 2 begins at 2\.500000000, on another grid/,
    ],
  ])("is refused with the line: %#", async (content, message) => {
    const file = join(newFolder(), "x.csv");
    writeFileSync(file, content);
    await expect(openEdges(file)).rejects.toThrow(message);
  });
});

describe("a folder of the seed's edge files", () => {
  test("opens as a table: lines of a pair add up, intervals of several lengths are granularities, empty files are silent windows", async () => {
    const folder = newFolder();
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write("sockshop_0_0.00_0.10.txt", "front-end.1,user.1,100\r\nuser.1,front-end.1,40\r\nfront-end.1,user.1,11\r\n");
    write("sockshop_0_0.30_0.10.txt", "|a,b|,|c||d|,5\r\n");
    write("sockshop_0_0.40_0.10.txt", "");
    write("sockshop_0_0.00_0.50.txt", "front-end.1,user.1,111\n");
    write("notes.txt", "not an edge file");
    const edges = await openEdges(folder, { level: "instance" });
    expect(
      [...edges].map(({ granularity, window, source, destination, bytes }) => [granularity, window, source, destination, bytes]),
    ).toEqual([
      [0.1, 0, "front-end.1", "user.1", 111],
      [0.1, 0, "user.1", "front-end.1", 40],
      [0.1, 3, "a,b", "c|d", 5],
      [0.5, 0, "front-end.1", "user.1", 111],
    ]);
    expect([edges.every(0.1).windowCount, edges.every(0.5).windowCount, edges.level]).toEqual([5, 1, "instance"]);
  });

  test("has the outside under the first digit of its addresses, as the predecessor wrote them", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "x_0.00_1.00.txt"), "shop.1,1,100\n8,shop.1,40\nshop.1,12,1\n");
    const edges = (await openEdges(folder, { level: "instance" })).kinds({ outside: "merge" });
    expect([...edges].map(({ source, destination, bytes }) => `${source} ${destination} ${bytes}`)).toEqual([
      "outside shop.1 40",
      "shop.1 12 1",
      "shop.1 outside 100",
    ]);
  });

  test("of several captures must be named by its base", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "x_0_0.00_1.00.txt"), "a,b,1\n");
    writeFileSync(join(folder, "x_1_0.00_1.00.txt"), "a,b,2\n");
    await expect(openEdges(folder)).rejects.toThrow(/holds edge files of 2 captures: give one, such as \S+x_0 or \S+x_1$/);
    expect((await openEdges(join(folder, "x_1"))).totals().bytes).toBe(2);
    expect((await openEdges(`${folder}/./x_1`)).totals().bytes).toBe(2);
    expect((await openEdges(join(folder, "x_0_0.00_1.00.txt"))).totals().bytes).toBe(1);
  });

  test("is written as Python reads it, a file for each window", async () => {
    const edges = await sample();
    const folder = newFolder();
    const files = await writeEdges(edges, folder, "seed", "trial");
    expect(files).toHaveLength(105);
    expect(existsSync(join(folder, "trial_12.00_1.00.txt"))).toBe(true);
    const again = await openEdges(folder, { level: "service" });
    for (const every of [1, 20])
      expect([...again.every(every)].map(({ window, source, destination, bytes }) => [window, source, destination, bytes])).toEqual(
        [...edges.every(every)].map(({ window, source, destination, bytes }) => [window, source, destination, bytes]),
      );
    expect(again.every(1).windowCount).toBe(100);
    const sum = execFileSync("python3", [
      "-c",
      "import csv, glob, sys; print(sum(int(r[2]) for f in glob.glob(sys.argv[1] + '/*_20.00.txt') for r in csv.reader(open(f, newline=''), quotechar='|') if len(r) == 3))",
      folder,
    ]);
    expect(Number(sum)).toBe(edges.totals().bytes);
  });

  test.each([
    [{ "x_0.00_1.00.txt": "a,b\n" }, /x_0\.00_1\.00\.txt:1: must be source,destination,weight/],
    [{ "x_0.00_1.00.txt": "", "x_1.30_1.00.txt": "" }, /the starts in the names are not multiples of the length/],
    [{ "x_0.00_0.00.txt": "" }, /the length of a window must be above 0|not multiples/],
  ])("is refused: %#", async (content, message) => {
    const folder = newFolder();
    for (const [name, text] of Object.entries(content)) writeFileSync(join(folder, name), text as string);
    await expect(openEdges(folder)).rejects.toThrow(message);
  });

  test("cannot hold a granularity of milliseconds", async () => {
    const edges = await readEdges([{ file: fileOf(pcap([frame(start, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", 1)))])) }], { every: 0.005 });
    await expect(writeEdges(edges, newFolder(), "seed")).rejects.toThrow(/two decimals, which do not hold a granularity of 0\.005 s/);
  });
});

test("what has no edges says so, and what would be right", async () => {
  const folder = newFolder();
  await expect(openEdges(join(folder, "nothing"))).rejects.toThrow(/nothing: no such file$/);
  await expect(openEdges(folder)).rejects.toThrow(/holds no edges: neither edges\.parquet, edges\.csv nor <base>/);
  writeFileSync(join(folder, "empty"), "");
  await expect(openEdges(join(folder, "empty"))).rejects.toThrow(/is empty$/);
  await expect(openEdges(fileOf(pcap([])))).rejects.toThrow(/parsePcap reads captures$/);
  await expect(openEdges(join(__dirname, "../../../samples/quickstart"))).rejects.toThrow(/is a run: openRun/);
  await expect(saveEdges(await sample(), join(folder, "x.txt"))).rejects.toThrow(/must end in \.parquet or \.csv$/);
});
