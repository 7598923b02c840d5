import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { application, deploymentOf } from "../../kernel-helpers/src/app";
import { checkExperiment } from "../../kernel-helpers/src/config";
import { loadProcess } from "../../kernel-helpers/src/load";
import { type LoopbackApp, onLoopback } from "../app/loopback";
import { type RequestLine, runTrial } from "./locust";

/* A warm-up whose end is told: the curve's steps count from then, not from the users' start. */

const smoke = application("smoke");
/** Seconds from the first users to the begin that is told: more than the warm-up of the configuration, and than both steps. */
const begin = 4;
let app: LoopbackApp;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "munnin-begin-"));
  app = await onLoopback(deploymentOf(smoke, {}, 1), 21_300);
});
afterAll(async () => {
  await app?.down();
  rmSync(folder, { recursive: true, force: true });
});

/** Requests of a trial of two seconds that is told to begin four seconds after the users. */
async function requestsOf(name: string, load: object): Promise<{ requests: RequestLine[]; zero: number }> {
  const trials = { seconds: 2, warmup: 1, stationary: { over: 4, atMost: 20 } };
  const checked = checkExperiment({
    name: "begin",
    application: { name: "smoke" },
    load: { spawnRate: 50, steps: [1, 4], ...load },
    trials,
  });
  if ("errors" in checked) throw checked.errors[0];
  const run = join(folder, name);
  const spec = loadProcess(checked.experiment, smoke, { trial: 0 });
  const running = runTrial(spec, run, app.portOf("web"), begin + 3, async (zero) => {
    await sleep((zero + begin - 1) * 1000 - Date.now());
    writeFileSync(join(run, "trial-0/load/begin.json"), JSON.stringify({ time: zero + begin }));
  });
  const { code, output, requests, zero } = await running;
  expect(code, output).toBe(0);
  return { requests, zero };
}

test("the first step's users stay until the trial begins, and the second step comes half a trial later", async () => {
  const { requests, zero } = await requestsOf("closed", { users: 8, think: { mean: 0.1, distribution: "uniform" } });
  const users = (from: number, to: number) =>
    new Set(requests.filter(({ time }) => time >= zero + from && time < zero + to).map(({ user }) => user)).size;
  // Of two steps of a second, 1/4 of 8 users are there until the second 4 + 1, all 8 from then on.
  expect(users(0, begin + 0.9)).toBe(2);
  expect(users(begin + 1.5, begin + 3)).toBe(8);
});

test("visitors have numbers of the trial's from its begin on, and come as in the first step before", async () => {
  const { requests, zero } = await requestsOf("open", { users: 200, arrivals: 40 });
  const firsts = new Map<number, number>();
  for (const { user, time } of requests) firsts.set(user, Math.min(firsts.get(user) ?? Infinity, time - zero));
  const came = [...firsts].filter(([, second]) => second < begin + 3);
  const early = came.filter(([user]) => user > 1_000_000).map(([, second]) => second);
  const late = came.filter(([user]) => user < 1_000_000).map(([, second]) => second);
  expect(Math.max(...early)).toBeLessThan(begin + 0.2);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(begin);
  // 10 per second for four seconds: 40, give or take four standard deviations (4 × 6.3).
  expect(Math.abs(early.length - 40)).toBeLessThan(26);
  expect(Math.max(...early)).toBeGreaterThan(begin - 1);
}, 20_000);
