import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { joinLedger } from "../../kernel-helpers/src/edges/ledger/join";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { captureFiles, readEvents, readLedger, readRun, trialFolder, type LedgerLine } from "../../kernel-helpers/src/runfolder";
import { desk, munnin } from "./munnin";

/** Along the shop's own edges: front-end asks orders, orders shipping, and shipping tells others outside, all of them at port 80. */
const experiment = {
  name: "application-way",
  application: { name: "shop", scale: { shipping: 2 } },
  load: { users: 5, spawnRate: 5, behaviours: { buy: 1 } },
  trials: { count: 1, seconds: 14, warmup: 3, stationary: { atMost: 0 } },
  exfiltration: [
    {
      path: ["front-end", "orders", "shipping"],
      instances: [1, 1, 2],
      transport: "http",
      way: "application",
      bytesPerSecond: 5000,
      jitter: 0.5,
      data: { kind: "records", bytes: 40_000 },
      spans: [[2, 12]],
    },
  ],
};

let run: string;
let ledger: readonly LedgerLine[];
let captures: string[];

beforeAll(async () => {
  const where = desk();
  const file = join(where.runs, "..", "way.json");
  writeFileSync(file, JSON.stringify(experiment));
  const ended = await munnin(where, "run", file, "--json");
  if (ended.status !== 0) throw new Error(ended.stderr);
  run = (JSON.parse(ended.stdout) as { run: string }).run;
  ledger = readLedger(trialFolder(run, 0));
  captures = captureFiles(trialFolder(run, 0)).map((capture) => capture.file);
}, 120_000);

test("a theft over the application's ports arrives whole, at its rate, and the application does not notice", () => {
  const [{ theft, rates }] = readRun(run).trials;
  // IV, 40,000 bytes and a whole block of padding.
  expect(theft).toEqual({ sent: 40_032, received: 40_032, recovered: true });
  expect(rates[0].held).toBe(true);
  expect(readEvents(run).filter(({ level }) => level !== "info")).toEqual([]);
});

test("all messages go to port 80 over a few connections that are kept, and both ends have them on record alike", () => {
  const flows = (hop: number) => new Set(ledger.filter((line) => line.hop === hop && line.event !== "received").map(({ local }) => local));
  expect(ledger.filter(({ event, remote }) => event !== "received" && !remote.endsWith(":80"))).toEqual([]);
  expect(ledger.length).toBeGreaterThan(4 * 100);
  for (const hop of [0, 1, 2]) expect(flows(hop).size).toBeLessThan(20);
  const ends = (event: string, from: "local" | "remote", to: "local" | "remote") =>
    ledger
      .filter((line) => line.event === event && (event === "received" || line.hop === 2))
      .map((line) => `${line.index}: ${line[from]} > ${line[to]} ${line.encoded}`)
      .sort();
  expect(ends("relayed", "local", "remote")).toEqual(ends("received", "remote", "local"));
});

test("ledger and capture agree byte for byte on each leg, and with tshark", async () => {
  const joined = await joinLedger(ledger, captures, { listeners: readRun(run).trials[0].listeners });
  expect(joined.differences).toEqual([]);
  expect(joined.stolen).toEqual({ sent: 40_032, received: 40_032, captured: 40_032 });
  expect(joined.legs.map(({ hop }) => hop)).toEqual([0, 1, 2]);
  for (const { hop, capturedPayload, encoded } of joined.legs) {
    expect(capturedPayload).toBe(encoded);
    const lines = ledger.filter((line) => line.hop === hop && line.event !== "received");
    const flows = [...new Set(lines.map(({ local, remote }) => `${local} ${remote}`))].map((flow) => flow.split(/[: ]/));
    const filter = flows.map(
      ([from, fromPort, to, port]) => `(ip.src==${from} && tcp.srcport==${fromPort} && ip.dst==${to} && tcp.dstport==${port})`,
    );
    const args = ["-r", captures[0], "-Y", `(${filter.join(" || ")}) && !tcp.analysis.retransmission`, "-T", "fields", "-e", "tcp.len"];
    const { status, stdout, stderr } = spawnSync("tshark", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`this test needs tshark (apt-get install tshark): ${stderr}`);
    const bytes = stdout
      .trim()
      .split("\n")
      .reduce((sum, text) => sum + Number(text), 0);
    expect(bytes).toBe(encoded);
  }
});

test("the twin has the application's traffic on the same edges, and only the thief's packets less", async () => {
  const edges = (await openRun(run).edges({ every: 1, level: "service" })).every(1);
  const without = edges.without("exfil");
  const sum = (table: typeof edges, source: string, destination: string) =>
    [...table].filter((row) => row.source === source && row.destination === destination).reduce((total, row) => total + row.bytes, 0);
  for (const [source, destination, hop] of [
    ["front-end", "orders", 0],
    ["orders", "shipping", 1],
  ] as const) {
    const encoded = ledger.filter((line) => line.hop === hop && line.event !== "received").reduce((total, line) => total + line.encoded, 0);
    const gone = sum(edges, source, destination) - sum(without, source, destination);
    expect(gone).toBeGreaterThan(encoded); // headers, too
    expect(gone).toBeLessThan(1.3 * encoded);
    // The application's own requests on that edge stay.
    expect(sum(without, source, destination)).toBeGreaterThan(500);
  }
});
