import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  type EntityInterval,
  type TrialEvent,
  captureFile,
  readEntities,
  readLedger,
  readRequests,
  readRun,
  trialFolder,
} from "../../kernel-helpers/src/runfolder";
import { trialEdges } from "../../kernel-helpers/src/notebook/runedges";
import { hostState } from "../lab/host-state";
import { checkout, desk, munnin } from "./munnin";

/* Two trials of one run, with the same events each. */

const where = desk("ordinary user");
const sets = {
  "application.scale": { api: 2, web: 2 },
  "load.users": 6,
  trials: { count: 2, seconds: 14, warmup: 1, stationary: { atMost: 0 }, cooldown: 1 },
  events: [
    { at: 1, kind: "replace", service: "api" },
    { at: 4, kind: "stop", service: "web" },
    { at: 7, kind: "start", service: "web" },
    { at: 9, kind: "scale", service: "web", instances: 4 },
    { at: 2, kind: "backup", service: "store", bytes: 200_000, bytesPerSecond: 100_000 },
    { at: 3, kind: "export", bytes: 20_000, bytesPerSecond: 10_000 },
    { at: 6, kind: "flash-crowd", users: 5, seconds: 4 },
    { at: 11, kind: "crawler", pages: ["/", "/notes/1", "/notes/2", "/notes/3"], pagesPerSecond: 10 },
  ],
};
let run: string;
const before = hostState();
beforeAll(async () => {
  const given = Object.entries(sets).flatMap(([key, value]) => ["--set", `${key}=${JSON.stringify(value)}`]);
  const { status, stderr, stdout } = await munnin(where, "run", join(checkout, "experiments/smoke.json"), ...given, "--json");
  if (status !== 0) throw new Error(stderr);
  run = (JSON.parse(stdout) as { run: string }).run;
}, 100_000);

const eventsOf = (trial: number): readonly TrialEvent[] => readRun(run).trials[trial].events!;
const turnovers = (trial: number) => eventsOf(trial).filter(({ added, removed }) => added.length + removed.length > 0);
const intervalsOf = (entity: string): EntityInterval[] =>
  readEntities(trialFolder(run, 1))
    .filter((interval) => interval.entity === entity)
    .sort((a, b) => a.from - b.from);

test("both trials have the same events at their times, and begin with the same instances", () => {
  const told = (trial: number) => turnovers(trial).map(({ kind, service, added, removed }) => ({ kind, service, added, removed }));
  const thief = readLedger(trialFolder(run, 0)).map(({ agent }) => agent);
  const [web, api] = ["web", "api"].map((service) => [1, 2].find((n) => !thief.includes(`${service}.${n}`))!);
  expect(told(0)).toEqual([
    { kind: "replace", service: "api", added: ["api.3"], removed: [`api.${api}`] },
    { kind: "stop", service: "web", added: [], removed: [`web.${web}`] },
    { kind: "start", service: "web", added: [`web.${web}`], removed: [] },
    { kind: "scale", service: "web", added: ["web.3", "web.4"], removed: [] },
  ]);
  expect(told(1)).toEqual(told(0));
  for (const trial of [0, 1])
    for (const { index, start } of eventsOf(trial)) {
      const late = start - readRun(run).trials[trial].start - sets.events[index].at;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(2);
    }
});

test("an address is one's at a time only, and nobody speaks from it in between", () => {
  const [{ removed }] = turnovers(0);
  const gone = intervalsOf(removed[0]);
  // Until it was replaced in the first trial; from before the second until it was replaced in that.
  expect(gone).toHaveLength(2);
  const [stopped] = turnovers(0).slice(1);
  // Until it was stopped in the first trial, from there to the stop in the second, and since.
  expect(intervalsOf(stopped.removed[0])).toHaveLength(3);
  for (const intervals of [gone, intervalsOf(stopped.removed[0]), intervalsOf("web.3")])
    for (const [i, { from, to }] of intervals.entries()) {
      if (i > 0) expect(from).toBeGreaterThanOrEqual(intervals[i - 1].to!);
      if (i < intervals.length - 1) expect(to).toBeGreaterThan(from);
    }
  for (const trial of [0, 1]) {
    const file = captureFile(trialFolder(run, trial), "lab");
    for (const entity of [removed[0], "api.3", stopped.removed[0], "web.3"]) {
      const intervals = intervalsOf(entity);
      const said = execFileSync(
        "tshark",
        ["-r", file, "-Y", `ip.src == ${intervals[0].address}`, "-T", "fields", "-e", "frame.time_epoch"],
        {
          encoding: "utf8",
        },
      );
      const times = said.trim().split("\n").filter(Boolean).map(Number);
      // Users keep their connections: one that came late (web.3) has hardly said more than that it is there.
      expect(times.length, entity).toBeGreaterThan(4);
      for (const time of times) expect(intervals.some(({ from, to }) => time >= from && time <= (to ?? Infinity))).toBe(true);
    }
  }
});

test("events are on record as what they are, and none of them as a theft", async () => {
  for (const trial of [0, 1]) {
    expect(
      eventsOf(trial)
        .map(({ index }) => index)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const recordOf = (kind: string) => eventsOf(trial).find((event) => event.kind === kind)!;
    expect(recordOf("backup")).toMatchObject({ benign: true, from: "store.1", to: "backup-store.1", bytes: 200_000 });
    expect(recordOf("backup").end - recordOf("backup").start).toBeGreaterThan(1.8);
    expect(recordOf("export").bytes).toBeGreaterThanOrEqual(20_000);
    expect(recordOf("flash-crowd")).toMatchObject({ service: "web", users: 5 });
    expect(recordOf("crawler")).toMatchObject({ users: 1, requests: 4 });
  }
  const { marks } = await trialEdges(run, { trial: 1 });
  const shown = marks.map(({ kind, benign }) => `${benign ? "benign " : ""}${kind}`);
  expect(new Set(shown)).toEqual(
    new Set(["exfiltration", ...[...new Set(sets.events.map(({ kind }) => kind))].map((kind) => `benign ${kind}`)]),
  );
});

test("a backup's bytes reach the store outside, and are in nobody's ledger", () => {
  for (const trial of [0, 1]) {
    const address = (entity: string) => readEntities(trialFolder(run, trial)).find((interval) => interval.entity === entity)!.address;
    const [from, to] = ["store.1", "backup-store.1"].map(address);
    const filter = `ip.src == ${from} && ip.dst == ${to} && tcp.len > 0 && !tcp.analysis.retransmission`;
    const fields = ["-Y", filter, "-T", "fields", "-e", "tcp.len"];
    const said = execFileSync("tshark", ["-r", captureFile(trialFolder(run, trial), "lab"), ...fields], { encoding: "utf8" });
    const payload = said
      .trim()
      .split("\n")
      .reduce((sum, length) => sum + Number(length), 0);
    // All of its body and the head of one request, nothing else.
    expect(payload - 200_000).toBeGreaterThan(50);
    expect(payload - 200_000).toBeLessThan(400);
    expect(readLedger(trialFolder(run, trial)).filter(({ local, remote }) => `${local} ${remote}`.includes(to))).toEqual([]);
  }
});

test("users hardly notice: few requests fail, and the theft is whole", () => {
  for (const trial of [0, 1]) {
    const requests = readRequests(trialFolder(run, trial))!;
    const failed = requests.filter(({ failure }) => failure !== null);
    expect(requests.length).toBeGreaterThan(100);
    expect(failed.length / requests.length).toBeLessThan(0.05);
    expect(readRun(run).trials[trial].theft?.recovered).toBe(true);
  }
});

test("an ordinary user's lab leaves nothing behind", () => expect(hostState()).toEqual(before));
