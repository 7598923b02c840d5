import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { trialEdges } from "../../kernel-helpers/src/notebook/runedges";
import { captureFile, readEntities, readLedger, readRun, trialFolder } from "../../kernel-helpers/src/runfolder";
import { hostState } from "../lab/host-state";
import { checkout, desk, munnin } from "./munnin";

/* One run with all that a cluster has: two networks, a resolver that the thief goes through, a prober, egress of every kind. */

const where = desk("ordinary user");
const sets = {
  lab: {
    networks: "front-and-back",
    egress: [
      { kind: "metrics", from: "web", every: 2 },
      { kind: "packages", from: "api", every: 4, bytes: 50_000 },
      { kind: "mail", from: "api", every: 3 },
      { kind: "backup", from: "store", every: 5, bytes: 300_000 },
    ],
  },
  "application.scale": { web: 2, api: 2 },
  "trials.seconds": 22,
  exfiltration: [
    {
      path: ["store", "api", "web"],
      transport: "dns",
      through: "resolver",
      bytesPerSecond: 2000,
      data: { bytes: 10_000 },
      spans: [[4, 12]],
    },
  ],
};
let run: string;
let trial: string;
const before = hostState();
beforeAll(async () => {
  execFileSync("tshark", ["--version"]); // apt-get install tshark
  const given = Object.entries(sets).flatMap(([key, value]) => ["--set", `${key}=${JSON.stringify(value)}`]);
  const { status, stderr, stdout } = await munnin(where, "run", join(checkout, "experiments/smoke.json"), ...given, "--json");
  if (status !== 0) throw new Error(stderr);
  run = (JSON.parse(stdout) as { run: string }).run;
  trial = trialFolder(run, 0);
}, 100_000);

const fieldsOf = (network: string, filter: string, ...fields: string[]): string[][] =>
  execFileSync(
    "tshark",
    [
      "-r",
      captureFile(trial, network),
      "-Y",
      filter,
      "-T",
      "fields",
      ...fields.flatMap((field) => ["-e", field]),
      "-d",
      "tcp.port==25,smtp",
    ],
    { encoding: "utf8" },
  )
    .trim()
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"));

interface LogLine {
  readonly level: string;
  readonly instance: string;
  readonly message: string;
}
const logLines = (folder: string, name: string): LogLine[] =>
  readFileSync(join(folder, "logs", `${name}.log`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as LogLine);

test("what keeps data is on back alone, those that call it on both, the others on front", () => {
  const networks = new Map<string, string[]>();
  for (const { entity, kind, network, address } of readEntities(trial))
    if (kind === "instance" || kind === "prober") networks.set(entity, [...(networks.get(entity) ?? []), `${network} ${address}`]);
  expect(Object.fromEntries(networks)).toEqual({
    "web.1": ["front 10.77.10.1"],
    "web.2": ["front 10.77.10.2"],
    "api.1": ["front 10.77.11.1", "back 10.78.11.1"],
    "api.2": ["front 10.77.11.2", "back 10.78.11.2"],
    "store.1": ["back 10.78.12.1"],
    "resolver.1": ["front 10.77.0.53", "back 10.78.0.53"],
    "prober.1": ["front 10.77.0.2", "back 10.78.0.2"],
  });
  // Two addresses of one entity are one node.
  expect(readRun(run).trials[0].networks.map(({ name }) => name)).toEqual(["front", "back", "outside"]);
});

test("each service speaks to those that it should, and no packet is on both networks", async () => {
  const edges = await trialEdges(run, { level: "service", every: 60 });
  const pairs = [...edges].map(({ source, destination }) => `${source} ${destination}`);
  const both = [
    ...["client web", "web api", "api store"],
    ...["web outside", "api outside", "store outside", "resolver outside"],
    ...["web resolver", "api resolver", "store resolver"],
    ...["prober web", "prober api", "prober store", "prober resolver"],
  ].flatMap((pair) => [pair, pair.split(" ").reverse().join(" ")]);
  expect(pairs.sort()).toEqual(both.sort());
  expect(edges.counts.copies.repeated).toBe(0);
});

test("the prober asks every instance each 10 seconds, over connections of its own", () => {
  const asked = (network: string, prober: string) => {
    const times = new Map<string, number[]>();
    for (const [time, to] of fieldsOf(network, `ip.src == ${prober} && tcp.flags.syn == 1`, "frame.time_epoch", "ip.dst"))
      times.set(to, [...(times.get(to) ?? []), Number(time)]);
    return times;
  };
  const front = asked("front", "10.77.0.2");
  expect([...front.keys()].sort()).toEqual(["10.77.0.53", "10.77.10.1", "10.77.10.2", "10.77.11.1", "10.77.11.2"]);
  const back = asked("back", "10.78.0.2");
  expect([...back.keys()]).toEqual(["10.78.12.1"]);
  for (const times of [...front.values(), ...back.values()]) {
    expect(times.length).toBeGreaterThanOrEqual(2);
    for (const [i, time] of times.entries()) if (i > 0) expect(Math.abs(time - times[i - 1] - 10)).toBeLessThan(1);
  }
  const healthy = logLines(run, "prober.1.prober").filter(({ message }) => message === "healthy");
  expect(healthy.map(({ instance }) => instance).sort()).toEqual(["api.1", "api.2", "resolver.1", "store.1", "web.1", "web.2"]);
});

test.each([
  ["metrics", "front", ["web.1", "web.2"], { "10.77.10.1": 2, "10.77.10.2": 2 }],
  ["mail", "front", ["api.1", "api.2"], { "10.77.11.1": 2, "10.77.11.2": 2 }],
  ["packages", "front", ["api.1", "api.2"], { "10.77.11.1": 1, "10.77.11.2": 1 }],
  ["backup", "back", ["store.1"], { "10.78.12.1": 1 }],
] as const)("%s goes to a host outside as often as the log of who sends it says", (kind, network, instances, least) => {
  const filter = {
    metrics: 'http.request.method == "POST" && http.request.uri contains "/metrics/"',
    packages: 'http.request.uri contains "/packages/"',
    mail: 'smtp.req.command == "DATA"',
    backup: 'http.request.method == "PUT"',
  }[kind];
  const seen = fieldsOf(network, filter, "ip.src");
  for (const [address, count] of Object.entries(least))
    expect(seen.filter(([from]) => from === address).length).toBeGreaterThanOrEqual(count);
  const logged = instances.flatMap((instance) => logLines(run, `${instance}.egress`).filter(({ message }) => message === kind));
  // The capture does not run from the first to the last of it.
  expect(seen.length).toBeLessThanOrEqual(logged.length + instances.length);
  expect(logLines(run, `${instances[0]}.egress`).filter(({ level }) => level === "warning")).toEqual([]);
});

test("the thief's data goes through the resolver, which asks its receiver, and arrives whole", () => {
  expect(readRun(run).trials[0].theft).toMatchObject({ recovered: true });
  const asked = fieldsOf("front", 'dns.flags.response == 0 && dns.qry.name contains ".example.com"', "ip.src", "ip.dst");
  const pairs = [...new Set(asked.map((pair) => pair.join(" ")))];
  const web = readEntities(trial).filter(({ entity, network }) => entity.startsWith("web.") && network === "front");
  const last = pairs.filter((pair) => pair.endsWith(" 10.77.0.53"));
  expect(last).toHaveLength(1);
  expect(web.map(({ address }) => address)).toContain(last[0].split(" ")[0]);
  expect(pairs).toContain("10.77.0.53 203.0.113.200");
  expect(pairs.filter((pair) => pair.endsWith("203.0.113.200"))).toEqual(["10.77.0.53 203.0.113.200"]);
});

test("the join accounts for every query to the resolver and from it, and the twin keeps all others", async () => {
  const edges = (await trialEdges(run, { level: "service", every: 1 })).every(1);
  const join = edges.parts.join!;
  expect(join.differences).toEqual([]);
  expect(join.stolen).toEqual({ sent: 10_032, received: 10_032, captured: 10_032 });
  expect(join.legs.map(({ hop, passedOn = false }) => [hop, passedOn])).toEqual([...[0, 1, 2].map((hop) => [hop, false]), [2, true]]);
  const { start, end } = readRun(run).trials[0];
  const sumOf = (filter: string, field: string, header: number) =>
    fieldsOf("front", `frame.time_epoch >= ${start} && frame.time_epoch < ${end} && ${filter}`, field)
      .map(([length]) => Number(length) - header)
      .reduce((sum, length) => sum + length, 0);
  // Names are longer than what is kept of a packet: their beginning, the job id, tells the thief's.
  const names = `frame contains "${readLedger(trial)[0].job}"`;
  const [asked, passed] = [`ip.src == 10.77.10.0/24 && ip.dst == 10.77.0.53 && ${names}`, "ip.dst == 203.0.113.200"];
  for (const [leg, filter] of [
    [join.legs[2], asked],
    [join.legs[3], passed],
  ] as const) {
    expect(leg).toMatchObject({ payload: 10_032, unmatched: 0, capturedPayload: leg.encoded, strays: { connections: 0, payload: 0 } });
    expect(sumOf(`udp && ${filter}`, "udp.length", 8)).toBe(leg.capturedPayload + leg.retransmitted);
  }
  const between = (from: string, to: string) => [...edges].filter(({ source, destination }) => source === from && destination === to);
  const total = (rows: ReturnType<typeof between>, of: (row: (typeof rows)[0]) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  for (const [from, to, filter, back] of [
    ["web", "resolver", asked, `ip.src == 10.77.0.53 && ip.dst == 10.77.10.0/24 && ${names}`],
    ["resolver", "outside", passed, "ip.src == 203.0.113.200"],
  ]) {
    expect(total(between(from, to), (row) => row.exfilPayload!)).toBe(10_032);
    expect(total(between(from, to), (row) => row.exfilBytes!)).toBe(sumOf(`udp && ${filter}`, "ip.len", 0));
    expect(total(between(to, from), (row) => row.exfilOverhead!)).toBe(sumOf(`udp && ${back}`, "ip.len", 0));
  }
  const twin = [...edges.without("exfil")].filter(({ source, destination }) => source === "resolver" && destination === "outside");
  const asks = "ip.src == 10.77.0.53 && ip.dst == 203.0.113.53";
  const backSide = fieldsOf(
    "back",
    `frame.time_epoch >= ${start} && frame.time_epoch < ${end} && ip.src == 10.78.0.53 && ip.dst == 203.0.113.53`,
    "ip.len",
  );
  expect(twin.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(
    sumOf(asks, "ip.len", 0) + backSide.reduce((sum, [length]) => sum + Number(length), 0),
  );
});

test("an ordinary user's lab leaves nothing behind", () => expect(hostState()).toEqual(before));
