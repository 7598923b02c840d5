import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { application, deploymentOf } from "../../kernel-helpers/src/app";
import { checkExperiment } from "../../kernel-helpers/src/config";
import { loadProcess } from "../../kernel-helpers/src/load";
import { wasAnswered } from "../../kernel-helpers/src/runfolder";
import { type LoopbackApp, onLoopback } from "../app/loopback";
import { type RequestLine, runTrial } from "./locust";

const smoke = application("smoke");
const checked = checkExperiment({
  name: "load-test",
  application: { name: "smoke" },
  load: { users: 8, spawnRate: 20, curve: "viral" },
  trials: { seconds: 5, warmup: 1, stationary: { atMost: 0 } },
});
if ("errors" in checked) throw checked.errors[0];
const { experiment } = checked;

let app: LoopbackApp;
let folder: string;
const runs: Awaited<ReturnType<typeof runTrial>>[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "munnin-load-"));
  app = await onLoopback(deploymentOf(smoke, {}, 1), 21_100);
  const spec = loadProcess(experiment, smoke, { trial: 0 });
  for (const name of ["one", "two"]) runs.push(await runTrial(spec, join(folder, name), app.portOf("web"), 6));
});
afterAll(async () => {
  await app?.down();
  rmSync(folder, { recursive: true, force: true });
});

test("a load that is told to end ends well, with its files complete", () => {
  for (const { code, output } of runs) expect(code, output).toBe(0);
});

test("the lines of the requests are as many as Locust counted, name by name, and none failed", () => {
  for (const { requests: all, stats } of runs) {
    const requests = all.filter(wasAnswered);
    expect(stats.length).toBeGreaterThan(1);
    for (const { name, method, num_requests } of stats)
      expect(requests.filter((line) => line.name === name && line.method === method)).toHaveLength(num_requests);
    expect(requests).toHaveLength(stats.reduce((sum, { num_requests }) => sum + num_requests, 0));
    expect(requests.filter(({ failure }) => failure !== null)).toEqual([]);
  }
});

test("a request's line says when, who, what, how long and how much", () => {
  const [{ requests, zero }] = runs;
  const page = requests.find(({ path }) => path === "/")!;
  expect(page).toMatchObject({ method: "GET", name: "/", status: 200, failure: null });
  expect(page.bytes).toBeGreaterThan(1_000);
  expect(page.ms).toBeGreaterThan(0);
  for (const { time } of requests) expect(time).toBeGreaterThanOrEqual(zero - 0.01);
});

test("the users grow with the curve: those of the first step in the warm-up, all eight at a viral load's end", () => {
  // round(8 × .0278 / .107) = 2 in the first step.
  const [{ requests, zero }] = runs;
  const users = (from: number, to: number) =>
    new Set(requests.filter(({ time }) => time >= zero + from && time < zero + to).map(({ user }) => user)).size;
  expect(users(0, 1)).toBe(2);
  expect(users(5, 6)).toBeGreaterThanOrEqual(7);
});

test("the same seed sends each user through the same addresses, whatever the timing", () => {
  const sequence = (requests: RequestLine[], user: number) =>
    requests.filter((line) => line.user === user).map(({ method, path }) => `${method} ${path}`);
  const [one, two] = runs.map(({ requests }) => requests);
  const users = [...new Set(one.map(({ user }) => user))];
  expect(users.length).toBeGreaterThanOrEqual(8);
  let compared = 0;
  for (const user of users) {
    const [first, second] = [sequence(one, user), sequence(two, user)];
    const shorter = Math.min(first.length, second.length);
    expect(first.slice(0, shorter)).toEqual(second.slice(0, shorter));
    compared += shorter;
  }
  expect(compared).toBeGreaterThan(50);
});

test("another trial sends its users elsewhere", () => {
  const seedOf = (trial: number) => (JSON.parse(loadProcess(experiment, smoke, { trial }).env!.MUNNIN_LOAD) as { seed: string }).seed;
  expect(seedOf(1)).not.toBe(seedOf(0));
});
