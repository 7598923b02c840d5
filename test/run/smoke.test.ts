import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { trialEdges } from "../../kernel-helpers/src/notebook/runedges";
import { type Plan } from "../../kernel-helpers/src/run";
import {
  captureCountsFile,
  liveRuns,
  readEntities,
  readEvents,
  readLedger,
  readLines,
  readRun,
  trialFolder,
} from "../../kernel-helpers/src/runfolder";
import { type HostState, hostState } from "../lab/host-state";
import { checkout, desk, munnin, readJson } from "./munnin";

const where = desk();
const config = join(checkout, "experiments/smoke.json");
let before: HostState;
let run: string;
let trial: string;
let ended: Awaited<ReturnType<typeof munnin>>;

beforeAll(async () => {
  before = await hostState();
  ended = await munnin(where, "run", config, "--json");
  if (ended.status !== 0) throw new Error(ended.stderr);
  // Standard output is exactly one JSON object.
  run = (JSON.parse(ended.stdout) as { run: string }).run;
  trial = trialFolder(run, 0);
}, 60_000);

test("the run is done, and told so", () => {
  expect(readRun(run)).toMatchObject({ schema: 1, status: "done", name: "smoke", seed: 1, lab: "local" });
  const summary = JSON.parse(ended.stdout);
  expect(summary).toMatchObject({ run, dropped: 0 });
  expect(summary.packets).toBe(readJson(captureCountsFile(trial, "lab")).captured);
});

test("run.json has the programs whose work is in the data: those of the set-up, and tcpdump as it says itself", () => {
  const { versions } = readRun(run);
  const pinned = readFileSync(join(checkout, "environment.yml"), "utf8");
  const said = spawnSync("tcpdump", ["--version"], { encoding: "utf8" });
  const [, tcpdump] = /tcpdump version (\S+)/.exec(said.stdout + said.stderr) ?? [];
  expect(versions).toMatchObject({ node: process.versions.node, locust: /locust==(\S+)/.exec(pinned)![1], tcpdump });
  for (const name of ["munnin", "python", "libpcap", "dnsmasq", "nftables"]) expect(versions[name], name).toMatch(/^\d+\.\d+/);
  // Those of other applications have no part in it.
  expect(Object.keys(versions)).not.toContain("postgresql");
});

test("the phases come in order, progress never falls, the first event names the coordinator", () => {
  const events = readEvents(run);
  expect([...new Set(events.map(({ phase }) => phase))]).toEqual(
    ["plan", "setup", "populate", "warmup", "trial", "teardown", "analysis"].filter((p) => events.some((e) => e.phase === p)),
  );
  expect(events[0].pid).toBeGreaterThan(1);
  expect(events[0].pidStart).toBeGreaterThan(0);
  const progress = events.flatMap((event) => event.progress ?? []);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
});

test("the receiver's file is the one that was made from the seed, and the ledger has every byte of it", () => {
  const [file] = readdirSync(join(trial, "exfil/received"));
  const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const sender = (JSON.parse(JSON.stringify(readRun(run).config)) as { exfiltration: { data: { kind: "records"; bytes: number } }[] })
    .exfiltration[0];
  expect(readFileSync(join(trial, "exfil/received", file))).toHaveLength(sender.data.bytes);
  expect(digest(readFileSync(join(trial, "exfil/received", file)))).toBe(digest(syntheticData("records", sender.data.bytes, senderSeed())));
  // AES-CBC: 16 bytes of IV, and the file padded to the next multiple of 16.
  const encrypted = 16 + (Math.floor(sender.data.bytes / 16) + 1) * 16;
  expect(readRun(run).trials[0].theft).toEqual({ sent: encrypted, received: encrypted, recovered: true });
  const ledger = readLedger(trial);
  expect(ledger.map(({ time }) => time)).toEqual(ledger.map(({ time }) => time).sort((a, b) => a - b));
});

test("the rates of each hop are on record, by the ledger's own times", () => {
  const [rate] = readRun(run).trials[0].rates;
  expect(rate).toMatchObject({ theft: 0, span: 0, wanted: 10_000 });
  const arrivals = readLedger(trial).filter(({ event, payload }) => event === "received" && payload > 0);
  const seconds = arrivals.at(-1)!.time - arrivals[0].time;
  expect(rate.seconds).toBeCloseTo(seconds, 6);
  expect(rate.rate).toBeCloseTo(readRun(run).trials[0].theft!.received / seconds, 3);
  expect(rate.hops.map(({ hop }) => hop)).toEqual([0, 1, 2]);
  for (const { payload, transport } of rate.hops) expect(transport! / payload!).toBeGreaterThan(4);
});

const plan = async (): Promise<Plan> => JSON.parse((await munnin(desk(), "plan", config, "--json")).stdout);
let senderSeed = (): number => {
  throw new Error("the plan has not been read");
};
beforeAll(async () => {
  const sender = (await plan()).trials[0].agents.find(({ document }) => document.role === "sender")!;
  senderSeed = () => (sender.document as { seed: number }).seed;
});

test("what was executed is what the plan printed, command by command", async () => {
  const places: Record<string, string> = { run, package: join(checkout, "kernel-helpers"), node: process.execPath };
  const pattern = (command: readonly string[]) =>
    new RegExp(
      `(^|\\x00)${command
        .map((word) =>
          word
            .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
            .replace(/\\?\{([a-z]+)\\?\}/g, (_, place: string) => (places[place] ?? "[^\\x00]+").replace(/\./g, "\\.")),
        )
        .join("\\x00")}$`,
    );
  const executed = readEvents(run).flatMap(({ exec }) => (exec ? [exec.join("\0")] : []));
  for (const step of (await plan()).steps)
    expect(
      executed.filter((command) => pattern(step.command).test(command)),
      `${step.instance}: ${step.command.join(" ")}`,
    ).not.toHaveLength(0);
});

test("the clocks of the agents were measured, and are one clock: the lab has one kernel", () => {
  const { clocks } = readRun(run).trials[0];
  expect(clocks!.map(({ agent }) => agent)).toEqual(["api.1", "store.1", "web.1"]);
  // A message is handed over a moment before its first packet.
  for (const { offset, step, messages } of clocks!) {
    expect(Math.abs(offset)).toBeLessThan(0.05);
    expect(step).toBeLessThan(0.05);
    expect(messages).toBeGreaterThan(50);
  }
});

test("the audit log has each agent with what it was told, when it ended, and where it sent: the lab, nowhere else", () => {
  const lines = readLines<Record<string, unknown>>(join(run, "audit.jsonl"));
  const agents = (event: string) =>
    lines.filter((line) => line.event === event).map(({ agent, role }) => `${String(role)} ${String(agent)}`);
  const all = ["receiver receiver.1", "relay api.1", "relay web.1", "sender store.1"];
  expect(agents("started").sort()).toEqual(all);
  expect(agents("ended").sort()).toEqual(all);
  const told = JSON.stringify(lines);
  expect(told).not.toContain("passphrase");
  expect(told).toContain('"data":{"kind":"records","bytes":20000}');
  const sent = lines.filter(({ event }) => event === "sent");
  expect(sent.map(({ agent }) => agent).sort()).toEqual(["api.1", "store.1", "web.1"]);
  for (const { insideLab, messages } of sent)
    expect({ insideLab, enough: Number(messages) > 50 }).toEqual({ insideLab: true, enough: true });
});

test("every address of the lab has an entity", () => {
  const entities = readEntities(trial);
  expect(entities.filter(({ kind }) => kind === "instance").map(({ entity, service }) => [entity, service])).toEqual(
    expect.arrayContaining([
      ["web.1", "web"],
      ["api.1", "api"],
      ["store.1", "store"],
    ]),
  );
  expect(entities.some(({ kind }) => kind === "client")).toBe(true);
  expect(entities.some(({ kind, entity }) => kind === "outside" && entity.startsWith("receiver"))).toBe(true);
});

test("what callers of virtual addresses see is captured apart; only the thief goes past them", async () => {
  const edges = await trialEdges(run, { level: "instance", every: 10, virtual: true });
  const bytes = (source: string, destination: string, table = edges) =>
    [...table].filter((row) => row.source === source && row.destination === destination).reduce((sum, row) => sum + row.bytes, 0);
  expect(bytes("api.1", "store.vip")).toBeGreaterThan(1000);
  const twin = edges.without("exfil");
  expect(bytes("api.1", "store.1", twin)).toBe(bytes("api.1", "store.vip"));
  expect(bytes("store.1", "api.1", twin)).toBe(bytes("store.vip", "api.1"));
  const bypass = (table: typeof edges) => computeMetrics(table, ["vip.bypass"]).series("vip.bypass");
  expect([...bypass(twin)]).toEqual([0]);
  const stolen = bytes("store.1", "api.1") - bytes("store.1", "api.1", twin);
  expect(bypass(edges)[0]).toBeGreaterThan(stolen);
  await expect(trialEdges(run, { virtual: true })).rejects.toThrow("virtual: needs level instance or ip");
});

test("offload was off on every interface of the lab, and run.json says so", () => {
  const states = Object.values(readRun(run).offload);
  expect(states.length).toBeGreaterThan(4);
  for (const state of states) for (const [setting, on] of Object.entries(state)) expect([setting, on]).toEqual([setting, false]);
});

test("nothing that the run started is left", async () => {
  expect(await hostState()).toEqual(before);
  process.env.XDG_STATE_HOME = where.env.XDG_STATE_HOME;
  expect(liveRuns()).toEqual([]);
});

afterAll(() => {
  delete process.env.XDG_STATE_HOME;
});
