import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { readEvents, readLedger, readRequests, readRun, trialFolder } from "../../kernel-helpers/src/runfolder";
import { hostState } from "../lab/host-state";
import { checkout, desk, eventOf, isRoot, munnin, runFolderOf, startMunnin, users } from "./munnin";

const config = join(checkout, "experiments/smoke.json");

test.each([...users.map((user) => ({ user, name: "SIGINT" as const })), { user: users[0], name: "SIGTERM" as const }])(
  "$name in a trial as $user stops the run, keeps its data, and leaves nothing behind",
  async ({ user, name }) => {
    const where = desk(user);
    const before = await hostState();
    const running = startMunnin(where, "run", config);
    const run = await runFolderOf(where, running);
    await eventOf(run, (event) => event.phase === "trial");
    await setTimeout(1500);
    process.kill(readEvents(run)[0].pid!, name);
    const { status, stderr } = await running.ended;
    expect(status).toBe(1);
    expect(stderr).toContain("the run was stopped");
    expect(readRun(run).status).toBe("stopped");
    expect(existsSync(join(run, "trial-0/capture/lab.pcap"))).toBe(true);
    expect(existsSync(join(run, "trial-0/entities.jsonl"))).toBe(true);
    // What there is can be analysed, and says that it was cut short.
    const [trial] = readRun(run).trials;
    expect(trial).toMatchObject({ index: 0, status: "stopped" });
    expect(trial.end - trial.start).toBeLessThan(4);
    expect((await openRun(run).edges({ every: 1 })).totals().bytes).toBeGreaterThan(1000);
    expect(await hostState()).toEqual(before);
  },
  60_000,
);

test.each(users)(
  "a run from beginning to end as %s",
  async (user) => {
    const where = desk(user);
    const before = await hostState();
    const { status, stderr, stdout } = await munnin(where, "run", config, "--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const summary = JSON.parse(stdout);
    expect(summary.stolen.sent).toBe(summary.stolen.received);
    expect(summary.stolen.captured).toBe(summary.stolen.sent);
    expect(readRun(summary.run)).toMatchObject({ status: "done", host: { root: user === "root" } });
    expect(await hostState()).toEqual(before);
  },
  60_000,
);

test.skipIf(!isRoot)(
  "PostgreSQL serves a user id that has no name on this machine",
  async () => {
    const where = desk("user id without a name");
    const short = [
      "--set",
      "trials.seconds=2",
      "--set",
      "trials.warmup=1",
      "--set",
      "trials.stationary.atMost=0",
      "--set",
      "exfiltration=[]",
    ];
    const { status, stderr } = await munnin(where, "run", join(checkout, "experiments/quickstart.json"), "--json", ...short);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  },
  60_000,
);

test("two runs at the same time do not disturb each other, and of one seed users open the same pages and messages are as large", async () => {
  const desks = [desk(), desk()];
  const before = await hostState();
  const results = await Promise.all(desks.map((where) => munnin(where, "run", config, "--json")));
  for (const { status, stderr, stdout } of results) {
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { stolen } = JSON.parse(stdout);
    expect(stolen.captured).toBe(stolen.sent);
  }
  expect(await hostState()).toEqual(before);

  const trials = results.map(({ stdout }) => trialFolder((JSON.parse(stdout) as { run: string }).run, 0));
  const messages = trials.map((trial) =>
    readLedger(trial)
      .filter(({ event }) => event !== "received")
      .map(({ agent, job, index, payload, encoded }) => [agent, job, index, payload, encoded].join(" "))
      .sort(),
  );
  expect(messages[0].length).toBeGreaterThan(100);
  expect(messages[1]).toEqual(messages[0]);

  const requests = trials.map((trial) => readRequests(trial)!);
  let compared = 0;
  for (const user of new Set(requests[0].map((line) => line.user))) {
    const [one, two] = requests.map((all) => all.filter((line) => line.user === user).map(({ method, path }) => `${method} ${path}`));
    const shorter = Math.min(one.length, two.length);
    expect(one.slice(0, shorter)).toEqual(two.slice(0, shorter));
    compared += shorter;
  }
  expect(compared).toBeGreaterThan(20);
}, 90_000);
