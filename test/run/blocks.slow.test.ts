import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import type { Plan } from "../../kernel-helpers/src/run";
import { readEntities, readLedger, readRequests, readRun, readWithheld, trialFolder } from "../../kernel-helpers/src/runfolder";
import { checkout, desk, munnin } from "./munnin";

const where = desk();
const config = join(where.runs, "../block.json");
let run: string;
let plan: Plan;
const indexOf = (kind: string) => readRun(run).trials.find((trial) => trial.kind === kind)!.index;
const folderOf = (kind: string) => trialFolder(run, indexOf(kind));

beforeAll(async () => {
  const smoke = JSON.parse(readFileSync(join(checkout, "experiments/smoke.json"), "utf8"));
  writeFileSync(config, JSON.stringify({ ...smoke, name: "block", trials: { ...smoke.trials, blocks: 1 } }));
  const [planned, ended] = [await munnin(where, "plan", config, "--json"), await munnin(where, "run", config, "--json")];
  if (planned.status !== 0 || ended.status !== 0) throw new Error(planned.stderr + ended.stderr);
  plan = JSON.parse(planned.stdout) as Plan;
  run = (JSON.parse(ended.stdout) as { run: string }).run;
}, 180_000);

test("the trials ran in the order of the plan, and run.json has their kinds and their block", () => {
  const { trials, status } = readRun(run);
  expect(status).toBe("done");
  expect(trials.map(({ index, kind, block }) => [index, kind, block])).toEqual(
    plan.trials.map(({ index, kind, block }) => [index, kind, block]),
  );
  expect(trials.map(({ kind, theft }) => [kind, theft !== null]).sort()).toEqual([
    ["baseline", false],
    ["exfiltration", true],
    ["sham", false],
  ]);
});

test("the sham made the very messages of the theft, withheld them all, and its ledger is empty", () => {
  const sent = readLedger(folderOf("exfiltration")).filter(({ event }) => event === "sent");
  const withheld = readWithheld(folderOf("sham"));
  const message = ({ agent, job, index, payload }: { agent: string; job: string; index: number; payload: number }) => [
    agent,
    job,
    index,
    payload,
  ];
  expect(sent.length).toBeGreaterThan(10);
  expect(withheld.map(message)).toEqual(sent.map(message));
  expect(readLedger(folderOf("sham"))).toEqual([]);
  // Paced as the theft is: 20 kB at 10 kB/s.
  const data = withheld.filter(({ payload }) => payload > 0);
  const seconds = data.at(-1)!.time - data[0].time;
  expect(Math.abs(seconds - 2)).toBeLessThan(0.6);
});

test("the agents' work on the machine is on record beside the store in sham and theft, and there is none in the baseline", () => {
  const use = (kind: string) =>
    [
      ...openRun(run)
        .resources({ trial: indexOf(kind), every: 5 })
        .rows(),
    ].filter((row) => row.window === 0);
  const of = (kind: string, instance: string) => use(kind).find((row) => row.instance === instance)!;
  expect(of("baseline", "store.1")).toMatchObject({ beside_cpu: 0, beside_memory: 0 });
  for (const kind of ["sham", "exfiltration"]) {
    expect(of(kind, "store.1").beside_cpu).toBeGreaterThan(0.005);
    // A node process: above 20 MB, below 200.
    expect(of(kind, "store.1").beside_memory).toBeGreaterThan(20e6);
    expect(of(kind, "store.1").beside_memory).toBeLessThan(200e6);
    // Locust runs beside the client, which has no process of its own.
    expect(of(kind, "client.1")).toMatchObject({ cpu: 0, memory: 0 });
    expect(of(kind, "client.1").beside_cpu).toBeGreaterThan(0.005);
    expect(of(kind, "machine").cpu).toBeGreaterThan(of(kind, "client.1").beside_cpu as number);
  }
  expect(readFileSync(join(run, "report.html"), "utf8")).toContain("<td>store.1, beside it</td>");
});

test("no packet goes to or from the receiver in baseline and sham; in the exfiltration some do", async () => {
  const receiver = (kind: string) =>
    readEntities(folderOf(kind))
      .filter(({ entity }) => entity.startsWith("receiver"))
      .map(({ address }) => address);
  const frames = async (kind: string) => {
    const edges = await openRun(run).edges({ trial: indexOf(kind), every: 1, level: "ip" });
    const total = edges.total();
    const outside = new Set(receiver(kind));
    let count = 0;
    for (let from = 0; from < total.nodeCount; from++)
      for (let e = total.out.offsets[from]; e < total.out.offsets[from + 1]; e++)
        if (outside.has(total.names[from]) || outside.has(total.names[total.out.targets[e]])) count += total.out.frames[e];
    return count;
  };
  expect(receiver("exfiltration")).not.toEqual([]);
  expect(await frames("baseline")).toBe(0);
  expect(await frames("sham")).toBe(0);
  expect(await frames("exfiltration")).toBeGreaterThan(50);
  for (const kind of ["baseline", "sham"]) {
    expect((await openRun(run).edges({ trial: indexOf(kind), every: 1 })).marks).toEqual([]);
    expect(existsSync(join(folderOf(kind), "withheld.jsonl"))).toBe(kind === "sham");
  }
});

test("each user asks for the same pages, in the same order, in all three trials", () => {
  const sequences = ["baseline", "sham", "exfiltration"].map((kind) => {
    const requests = readRequests(folderOf(kind))!;
    return (user: number) => requests.filter((line) => line.user === user).map(({ method, path }) => `${method} ${path}`);
  });
  let compared = 0;
  for (let user = 0; user < 4; user++) {
    const each = sequences.map((of) => of(user));
    const shortest = Math.min(...each.map(({ length }) => length));
    for (const sequence of each) expect(sequence.slice(0, shortest)).toEqual(each[0].slice(0, shortest));
    compared += shortest;
  }
  expect(compared).toBeGreaterThan(10);
});
