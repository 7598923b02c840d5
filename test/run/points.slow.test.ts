import { cpSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parsePcap } from "../../kernel-helpers/src/notebook/parsepcap";
import { makeReport } from "../../kernel-helpers/src/notebook/report";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { instanceCaptureFiles, readEntities, readRun, trialFolder } from "../../kernel-helpers/src/runfolder";
import { checkout, desk, munnin } from "./munnin";

// One run that is captured on its network and at each instance.
let run: string;
let trial: string;
beforeAll(async () => {
  const ended = await munnin(desk(), "run", join(checkout, "experiments/smoke.json"), "--json", "--set", "capture.points=both");
  expect(ended.stderr).toBe("");
  run = (JSON.parse(ended.stdout) as { run: string }).run;
  trial = trialFolder(run, 0);
}, 60_000);

test("each instance has a file for its network, with tcpdump's counts beside it", () => {
  const files = readdirSync(join(trial, "capture/instances")).sort();
  expect(files).toEqual(["api.1", "resolver.1", "store.1", "web.1"].flatMap((name) => [`${name}.lab.json`, `${name}.lab.pcap`]));
  for (const file of files.filter((name) => name.endsWith(".json")))
    expect(JSON.parse(readFileSync(join(trial, "capture/instances", file), "utf8"))).toMatchObject({ dropped: 0 });
});

test("what the instances saw, each packet counted once, is what the network's capture has of services", async () => {
  const { start, end, networks } = readRun(run).trials[0];
  const options = { every: 1, level: "service", entities: readEntities(trial), networks, origin: start, until: end } as const;
  const instances = await parsePcap(
    instanceCaptureFiles(trial).map(({ file }) => file),
    { ...options, dedup: true },
  );
  const edges = await openRun(run).edges({ every: 1, level: "service" });
  expect(instances.counts.copies.packets).toBeGreaterThan(100);
  const rows = (table: typeof edges) =>
    [...table].map(({ window, source, destination, bytes }) => `${window} ${source} ${destination} ${bytes}`);
  expect(rows(instances)).toEqual(rows(edges));
});

test("where only instances were captured, the command line has the same edges, and the summary their packets", async () => {
  // What a run with capture.points "instances" leaves: the same folder without the network's capture.
  const where = desk();
  const only = join(where.runs, readRun(run).id);
  cpSync(run, only, { recursive: true });
  for (const ending of ["pcap", "json"]) rmSync(join(only, `trial-0/capture/lab.${ending}`));
  // Source and destination, with bytes and the thief's share of them, over all windows: a packet on a border may be seen on either side of it.
  const sums = async (folder: string) => {
    const { stdout } = await munnin(where, "edges", folder, "--every", "1", "--exfil");
    const edges = new Map<string, [number, number]>();
    for (const line of stdout.trim().split("\n").slice(1)) {
      const [, , , source, destination, , bytes, , stolen] = line.split(",");
      const [all, share] = edges.get(`${source} ${destination}`) ?? [0, 0];
      edges.set(`${source} ${destination}`, [all + Number(bytes), share + Number(stolen)]);
    }
    return edges;
  };
  const all = await sums(run);
  expect(all.get("store api")![1]).toBe(readRun(run).trials[0].theft!.received);
  expect(await sums(only)).toEqual(all);
  const { packets } = await openRun(only).summary();
  expect(packets).toBeGreaterThan(1.5 * (await openRun(run).summary()).packets);
}, 60_000);

test("the captures began before the users and ended after them, on record and in the report", async () => {
  const { start, end, observed } = readRun(run).trials[0];
  const { captures, load } = observed!;
  expect(captures!.from).toBeLessThan(load.from);
  expect(load.from).toBeLessThan(start);
  expect(load.to).toBeGreaterThanOrEqual(end);
  expect(captures!.to).toBeGreaterThan(load.to);
  const { checks } = await makeReport(run);
  expect(checks.find(({ what }) => what === "the capture holds all of the load")).toMatchObject({ verdict: "pass" });
});
