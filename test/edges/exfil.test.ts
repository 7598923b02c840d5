import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEdges } from "../../kernel-helpers/src/edges/files/open";
import { saveEdges } from "../../kernel-helpers/src/edges/files/save";
import { labelsOf } from "../../kernel-helpers/src/edges/labels";
import { theftMarks } from "../../kernel-helpers/src/edges/ledger/thefts";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { Slice } from "../../kernel-helpers/src/edges/slice";
import type { EdgeRow, EdgeTable } from "../../kernel-helpers/src/edges/table";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import type { LedgerLine } from "../../kernel-helpers/src/runfolder";

// The recorded quick start: a theft over http of 400,032 bytes along user-db → user → front-end → outside. Port 8080 is the thief's alone.
const run = openRun(join(__dirname, "../../samples/quickstart"));
const [trial] = run.record.trials;
const scratch = mkdtempSync(join(tmpdir(), "munnin-exfil-edges-"));
const capture = join(scratch, "lab.pcap");
const stolen = 400_032;
let edges: EdgeTable;
/** The thief's packets by tshark: time, port of the destination, TCP payload, IP length. */
let packets: number[][];

beforeAll(async () => {
  writeFileSync(capture, gunzipSync(readFileSync(join(run.folder, "trial-0/capture/lab.pcap.gz"))));
  edges = await run.edges({ every: [1, 10], level: "instance" });
  const fields = ["frame.time_epoch", "tcp.dstport", "tcp.len", "ip.len"].flatMap((field) => ["-e", field]);
  packets = tshark("-Y", "tcp.port == 8080", "-T", "fields", ...fields).map((line) => line.split("\t").map(Number));
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true }));

function tshark(...args: string[]): string[] {
  try {
    return execFileSync("tshark", ["-n", "-r", capture, ...args], { encoding: "utf8", maxBuffer: 1e9, stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split("\n");
  } catch (error) {
    throw new Error("this test needs tshark: apt-get install tshark", { cause: error });
  }
}

const exfilSums = (rows: Iterable<EdgeRow>) => {
  const sums = { payload: 0, app: 0, bytes: 0, overhead: 0 };
  for (const row of rows) {
    sums.payload += row.exfilPayload!;
    sums.app += row.exfilApp!;
    sums.bytes += row.exfilBytes!;
    sums.overhead += row.exfilOverhead!;
  }
  return sums;
};

describe("the thief's share of a recorded theft", () => {
  test("is in each row no more than the row: payload at most app, app at most bytes, bytes and overhead at most all", () => {
    let rows = 0;
    for (const row of edges) {
      expect(row.exfilPayload).toBeLessThanOrEqual(row.exfilApp!);
      expect(row.exfilApp).toBeLessThanOrEqual(row.exfilBytes!);
      expect(row.exfilBytes! + row.exfilOverhead!).toBeLessThanOrEqual(row.bytes);
      rows += row.exfilPayload! > 0 ? 1 : 0;
    }
    // 21 windows of 1 s and three of 10 s that the theft touches, three legs.
    expect(rows).toBe((21 + 3) * 3);
  });

  test("has the stolen file three times, once on each leg, and what tshark sees of the thief's connections", () => {
    const lines = packets.filter(([time]) => time >= trial.start && time < trial.end);
    const sum = (keep: (forward: boolean) => boolean, column: number) =>
      lines.reduce((total, line) => total + (keep(line[1] === 8080) ? line[column] : 0), 0);
    const expected = {
      payload: 3 * stolen,
      app: sum((forward) => forward, 2),
      bytes: sum((forward) => forward, 3),
      overhead: sum((forward) => !forward, 3),
    };
    expect(exfilSums(edges.every(1))).toEqual(expected);
    expect(exfilSums(edges.every(10))).toEqual(expected);
    const leg = (source: string, destination: RegExp) =>
      exfilSums([...edges.every(10)].filter((row) => row.source.startsWith(source) && destination.test(row.destination))).payload;
    expect([leg("user-db.", /^user\./), leg("user.", /^front-end\./), leg("front-end.", /^receiver\./)]).toEqual([stolen, stolen, stolen]);
  });

  test("adds up over windows, services and merged nodes, and follows the rows that are chosen", async () => {
    const whole = exfilSums(edges.every(10));
    expect(edges.every(1).coarsen(10).toCsv()).toBe(edges.every(10).toCsv());
    const services = await run.edges({ every: 10, level: "service" });
    expect(edges.every(10).toServices(run.entities()).toCsv()).toBe(services.toCsv());
    expect(exfilSums(services)).toEqual(whole);
    expect(exfilSums(edges.every(10).kinds({ instance: "merge" }))).toEqual(whole);
    const some = edges.every(10).filter((row) => row.exfilPayload! > 0 && row.source.startsWith("user."));
    expect(exfilSums(some)).toMatchObject({ payload: stolen, overhead: 0 });
  });

  test.each(["csv", "parquet"])("is saved and opened again as %s", async (ending) => {
    const file = join(scratch, `edges.${ending}`);
    await saveEdges(edges, file);
    const opened = await openEdges(file, { level: "instance" });
    expect(opened.toCsv()).toBe(edges.toCsv());
    expect(opened.every(10).labels()).toEqual(edges.every(10).labels().slice(0, opened.every(10).windowCount));
    if (ending === "parquet") expect(opened.every(1).labels({ by: "span" })).toEqual(edges.every(1).labels({ by: "span" }));
  });

  test("taken out, leaves the edges of the capture from which tshark filtered the thief's connections", { timeout: 60_000 }, async () => {
    const file = join(scratch, "without.pcap");
    tshark("-Y", "!(tcp.port == 8080)", "-w", file);
    const options = { every: [1, 10], level: "instance", entities: run.entities(), networks: trial.networks } as const;
    const filtered = await readEdges([{ file, network: "lab" }], { ...options, origin: trial.start, until: trial.end });
    const twin = edges.without("exfil");
    expect(twin.toCsv()).toBe(filtered.toCsv());
    expect(twin.nodes).toEqual(filtered.nodes);
    expect(twin.hasExfil).toBe(false);
    expect(edges.totals().bytes - twin.totals().bytes).toBe(exfilSums(edges.every(10)).bytes + exfilSums(edges.every(10)).overhead);
    expect(() => twin.without("exfil")).toThrow("needs a ledger");
  });

  test("makes windows positive in which tshark sees bytes for the receiver, and leaves those before and after negative", () => {
    const times = packets.filter(([, port, length]) => port === 8080 && length > 0).map(([time]) => time);
    const seconds = new Set(times.map((time) => Math.floor(time - trial.start)));
    const labels = edges.every(1).labels();
    expect(labels).toHaveLength(60);
    labels.forEach((label, second) => expect([second, label]).toEqual([second, seconds.has(second) ? "positive" : "negative"]));
    expect(edges.every(10).labels()).toEqual(["negative", "negative", "positive", "positive", "positive", "negative"]);
    expect(() => edges.labels()).toThrow("labels() needs one granularity: choose it by every(), one of 1, 10");
  });
});

test("a table without a ledger has neither columns nor labels nor a twin", async () => {
  const plain = await run.edges({ every: 10, exfil: false });
  expect(plain.toCsv().split("\n")[0]).toBe("granularity,window,start,source,destination,frames,bytes,wire_bytes");
  expect(() => plain.labels()).toThrow("labels() needs a ledger: the edges of a run have one");
  expect(() => plain.without("exfil")).toThrow('without("exfil") needs a ledger');
});

describe("labels", () => {
  const none = new Float64Array(3);
  const exfil = {
    windows: Uint32Array.of(2, 4, 5),
    edges: Uint32Array.of(0, 0, 0),
    payload: Float64Array.of(300, 0, 300),
    ...{ app: none, bytes: none, overhead: none, frames: none, wireBytes: none },
  };
  const slice = { every: 10, windowCount: 10, exfil } as unknown as Slice;
  // The theft goes from window 2 to window 6: in 3 it waits, in 4 a connection ends, in 6 it does its last without payload.
  const thefts = [{ job: "aB3dE5g", start: 25, end: 61 }];
  const letters = (labels: readonly string[]) => labels.map((label) => ({ positive: "+", grey: "?", negative: "-" })[label]).join("");

  test("are positive with payload, grey where only a theft's span or a connection of the thief's is, negative elsewhere", () => {
    expect(letters(labelsOf(slice, thefts))).toBe("--+??+?---");
  });
  test("by span are positive from the first message to the last", () => {
    expect(letters(labelsOf(slice, thefts, { by: "span" }))).toBe("--+++++---");
  });
  test("are grey as long behind a positive window as a sliding reference remembers it", () => {
    expect(letters(labelsOf(slice, thefts, { greyAfter: 3 }))).toBe("--+??+???-");
  });
  test("of a baseline are all negative", () => {
    expect(letters(labelsOf({ ...slice, exfil: undefined }, []))).toBe("----------");
  });
});

describe("the marks of a theft", () => {
  const sent = (time: number, given: Partial<LedgerLine> = {}): LedgerLine => ({
    ...{ time, agent: "user-db.1", hop: 0, event: "sent", transport: "tcp", local: "10.0.0.2:40000", remote: "10.0.0.3:6969" },
    ...{ job: "aB3dE5g", index: 0, payload: 300, encoded: 500 },
    ...given,
  });
  const kind = "exfiltration";

  test("go from the first to the last message at the originator, whatever relays did later, and not through a pause", () => {
    const busy = [110, 110.5, 111, 111.5];
    const ledger = [...busy, ...busy.map((time) => time + 10)].map((time) => sent(time));
    expect(theftMarks([...ledger, sent(130, { hop: 1, event: "relayed" })], 100, 1)).toEqual([
      { start: 10, end: 11.5, kind },
      { start: 20, end: 21.5, kind },
    ]);
  });
  test("end where a gap is five times the median of all, which of an even number is between the two in the middle", () => {
    // Gaps of 1, 1, 9 and 30 s: their median is 5 s, so that a pause begins at 25 s.
    const ledger = [101, 102, 111, 112, 142].map((time) => sent(time));
    expect(theftMarks(ledger, 100, 1)).toEqual([
      { start: 1, end: 12, kind },
      { start: 42, end: 42, kind },
    ]);
  });
  test("go on where the thief is slow, but steady", () => {
    expect(
      theftMarks(
        [103, 106, 109, 112].map((time) => sent(time)),
        100,
        1,
      ),
    ).toEqual([{ start: 3, end: 12, kind }]);
  });
});
