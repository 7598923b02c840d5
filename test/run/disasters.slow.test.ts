import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { type RunRecord, readEvents, readLedger, readRun, trialFolder } from "../../kernel-helpers/src/runfolder";
import { type Machine, newRun, openMachine } from "./machine";
import { type Ended, type User, eventOf, isRoot } from "./munnin";

// What breaks in a run, and what `munnin clean` leaves of it: a machine of the test's own is compared with itself before.
const config = "/mnt/checkout/experiments/smoke.json";

interface Struck {
  readonly run: string;
  readonly coordinator: number;
}
interface Outcome {
  readonly run: string;
  readonly ended: Ended;
  readonly record: RunRecord;
  /** What `munnin clean --json` said. */
  readonly cleaned: readonly { readonly id: string; readonly removed: readonly string[]; readonly left: readonly number[] }[];
}

let machine: Machine;

/** Runs an experiment, lets something happen to it, cleans up, and compares the machine with what it was. */
async function after(strike: (struck: Struck) => Promise<unknown>, ...args: string[]): Promise<Outcome> {
  const before = await machine.snapshot();
  const known = readdirSync(machine.runs);
  const running = machine.start("run", ...(args.length > 0 ? args : [config]));
  const run = await newRun(machine, known, running);
  const { pid } = await eventOf(run, (event) => event.pid !== undefined);
  await strike({ run, coordinator: pid! });
  const ended = await running.ended;
  const folder = join(machine.runs, run.split("/").at(-1)!); // After a reboot it is elsewhere.
  const clean = await machine.munnin("clean", "--json");
  expect({ status: clean.status, stderr: clean.stderr }).toEqual({ status: 0, stderr: "" });
  const { cleaned } = JSON.parse(clean.stdout) as Pick<Outcome, "cleaned">;
  for (const { left } of cleaned) expect(left).toEqual([]);
  expect(await machine.snapshot()).toEqual(before);
  return { run: folder, ended, record: readRun(folder), cleaned };
}

/** Waits until the theft goes on (spans: [[2, 4]] in experiments/smoke.json), and tcpdump, who has packets up to a second late, has seen some of it. */
async function theft(run: string): Promise<void> {
  await eventOf(run, ({ message }) => message.includes("begins to send"));
  await setTimeout(1500);
}

/** The failed trial has its data up to then, and they can be analysed. */
async function hasData({ run, record }: Outcome, status = "failed"): Promise<void> {
  const [trial] = record.trials;
  expect(trial).toMatchObject({ index: 0, kind: "exfiltration", status });
  expect(trial.end - trial.start).toBeGreaterThan(2);
  expect(trial.end - trial.start).toBeLessThanOrEqual(5.000001);
  expect(readLedger(trialFolder(run, 0)).length).toBeGreaterThan(10);
  const edges = await openRun(run).edges({ every: 1 });
  expect(edges.totals().bytes).toBeGreaterThan(10_000);
  expect(edges.at(2).edgeCount).toBeGreaterThan(3);
  expect(edges.parts.join!.stolen.captured).toBeGreaterThan(1000);
}

const only = (complaints: string): string[] => complaints.split("\n").filter((line) => line.startsWith("munnin: "));

describe.skipIf(!isRoot).each([
  { user: "root" as User, phases: ["setup", "warmup", "trial", "teardown", "analysis"] },
  { user: "ordinary user" as User, phases: ["warmup", "trial"] },
])("as $user", ({ user, phases }) => {
  beforeAll(async () => void (machine = await openMachine(user)), 30_000);
  afterAll(() => machine.end());

  test.each(phases)(
    "kill -9 of the coordinator in %s",
    async (phase) => {
      const outcome = await after(async ({ run, coordinator }) => {
        await eventOf(run, (event) => event.phase === phase);
        if (phase === "trial") await theft(run);
        else if (phase !== "analysis") await setTimeout(phase === "teardown" ? 0 : 300);
        machine.kill(coordinator, "KILL");
      });
      expect(outcome.record).toMatchObject({ status: "failed", error: "the coordinator was killed" });
      expect(outcome.cleaned.map(({ id }) => id)).toEqual([outcome.record.id]);
      expect(outcome.cleaned[0].removed).toEqual(
        expect.arrayContaining(["marked the run as failed; its folder keeps what there is", "removed its entry among the live runs"]),
      );
      if (phase === "trial") await hasData(outcome);
      else expect(outcome.record.trials.map(({ status }) => status)).toEqual(["setup", "warmup"].includes(phase) ? [] : ["done"]);
    },
    60_000,
  );

  test("a reboot: all processes are gone, the files are there", async () => {
    const outcome = await after(async ({ run }) => {
      await theft(run);
      await machine.reboot();
    });
    expect(outcome.record).toMatchObject({ status: "failed", error: "the coordinator was killed" });
    // Nothing had to be ended.
    expect(outcome.cleaned[0].removed.filter((line) => /ended|stopped/.test(line))).toEqual([]);
    await hasData(outcome);
  }, 60_000);

  test("two interrupts end the run at once", async () => {
    let began = 0;
    const outcome = await after(async ({ run, coordinator }) => {
      await theft(run);
      began = Date.now();
      machine.kill(coordinator, "INT");
      await setTimeout(100);
      machine.kill(coordinator, "INT");
      while (machine.find(/munnin\.js run/).length > 0 && Date.now() - began < 10_000) await setTimeout(50);
      began = Date.now() - began;
    });
    expect(began).toBeLessThan(2000);
    expect(outcome.ended.status).toBe(1);
    expect(only(outcome.ended.stderr)).toEqual(["munnin: the run was stopped"]);
    expect(outcome.record.status).toBe("stopped");
    expect(outcome.cleaned).toEqual([]);
    await hasData(outcome, "stopped");
  }, 60_000);

  const victims: [string, RegExp, RegExp][] = [
    [
      "an agent",
      /agent\.js/,
      /^munnin: the run failed: the \w+ beside \w+\.1 \(hop \d\) failed: it was killed \(SIGKILL\); see logs\/\S+$/,
    ],
    ["Locust", /locust/, /^munnin: the run failed: the load ended before the trial did \(SIGKILL\)$/],
    ["tcpdump", /^\s*\d+ tcpdump .*\/lab\.pcap/, /^munnin: the run failed: lab: tcpdump ended by itself \(SIGKILL\); its last lines:$/],
    ["a service", /smoke\/store\.js/, /^munnin: the run failed: store\.1: \S+ ended by itself \(SIGKILL\); its last lines:$/],
  ];
  test.each(user === "root" ? victims : victims.slice(2, 3))(
    "kill -9 of %s fails the run in one line, and needs no cleaning",
    async (_, command, line) => {
      const outcome = await after(async ({ run }) => {
        await theft(run);
        machine.kill(machine.find(command)[0], "KILL");
      });
      expect(outcome.ended.status).toBe(1);
      expect(only(outcome.ended.stderr)).toEqual([expect.stringMatching(line)]);
      expect(outcome.record.status).toBe("failed");
      expect(outcome.cleaned).toEqual([]);
      await hasData(outcome);
    },
    60_000,
  );
});

describe.skipIf(!isRoot)("as root", () => {
  beforeAll(async () => void (machine = await openMachine("root")), 30_000);
  afterAll(() => machine.end());

  test("kill -9 of PostgreSQL fails the run", async () => {
    const sets = ["trials.seconds=20", "trials.warmup=1", "trials.stationary.atMost=0", "exfiltration=[]", "application.scale={}"];
    const outcome = await after(
      async ({ run }) => {
        await eventOf(run, (event) => event.phase === "trial");
        machine.kill(machine.find(/postgres .*-D/)[0], "KILL");
      },
      "/mnt/checkout/experiments/quickstart.json",
      ...sets.flatMap((set) => ["--set", set]),
    );
    expect(outcome.ended.status).toBe(1);
    expect(only(outcome.ended.stderr)[0]).toMatch(/^munnin: the run failed: \w+-db\.1: \w+ ended by itself/);
    expect(outcome.record.status).toBe("failed");
    expect(outcome.cleaned).toEqual([]);
  }, 90_000);

  test("a full disk fails the run with the reason; when there is room again, clean brings the folder into order", async () => {
    // A lab wants a gigabyte.
    machine.root("mount", "-t", "tmpfs", "-o", "size=1100m", "none", "/mnt/desk/runs");
    const filler = "/mnt/desk/runs/filler";
    const outcome = await after(async ({ run, coordinator }) => {
      await theft(run);
      machine.root("sh", "-c", `cat /dev/zero > ${filler} 2>/dev/null || true`);
      while (machine.find(/munnin\.js run/).includes(coordinator)) await setTimeout(100);
      expect(machine.find(/supervisor\.py|tcpdump|agent\.js|locust/)).toEqual([]);
      const full = await machine.munnin("clean", "--json");
      expect(full.status).toBe(1);
      expect(full.stderr).toMatch(/^munnin: \S+: nothing of it is left, but its folder cannot be written: ENOSPC[^\n]*\n$/);
      machine.root("rm", filler);
    });
    expect(outcome.ended.status).toBe(1);
    expect(only(outcome.ended.stderr)).toEqual([expect.stringMatching(/^munnin: \S+ cannot be written: ENOSPC: no space left on device/)]);
    expect(outcome.record).toMatchObject({ status: "failed" });
    expect(readEvents(outcome.run).length).toBeGreaterThan(10);
    await hasData(outcome);
    machine.root("umount", "/mnt/desk/runs");
  }, 90_000);
});
