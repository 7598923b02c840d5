import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readEvents, readRequests, readRun, trialFolder } from "../../kernel-helpers/src/runfolder";
import { checkout, desk, munnin } from "./munnin";

const where = desk();
let ended: Awaited<ReturnType<typeof munnin>>;
let run: string;

// Nobody listens where the store asks: every page answers 502.
const sets = [
  'application.services.store.env.NEXT="http://bank:4"',
  'load={"users":5,"maxFailures":0.1}',
  'trials={"seconds":4,"warmup":1,"stationary":{"atMost":0},"cooldown":0,"blocks":1,"design":["baseline"],"repeatFailed":1}',
  "exfiltration=[]",
];

beforeAll(async () => {
  const config = join(checkout, "experiments/own-application.json");
  ended = await munnin(where, "run", config, ...sets.flatMap((set) => ["--set", set]));
  run = ended.stdout.trim();
}, 120_000);

test("a trial with more failures than are allowed has failed, is repeated as often as asked, and then fails the run", () => {
  expect(ended.status).toBe(1);
  const { status, error, trials } = readRun(run);
  expect(status).toBe("failed");
  expect(trials.map(({ index, status, kind, block, repeats }) => ({ index, status, kind, block, repeats }))).toEqual([
    { index: 0, status: "failed", kind: "baseline", block: 0, repeats: undefined },
    { index: 1, status: "failed", kind: "baseline", block: 0, repeats: 0 },
  ]);
  for (const trial of trials)
    expect(trial.error).toMatch(/^\d+(\.\d+)? % of \d+ requests failed, more than load\.maxFailures \(10 %\); one of them: /);
  expect(error).toBe(`trial 1: ${trials[1].error}`);
  expect(ended.stderr).toContain(error);
});

test("what the failed trials have is kept, and the repetition is told", () => {
  for (const trial of [0, 1]) {
    const requests = readRequests(trialFolder(run, trial))!;
    expect(requests.filter(({ failure }) => failure !== null).length).toBeGreaterThan(requests.length / 10);
  }
  const told = readEvents(run).filter(({ message }) => message.includes("is repeated as trial 1"));
  expect(told.map(({ level, trial }) => [level, trial])).toEqual([["warning", 0]]);
});
