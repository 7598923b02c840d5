import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkExperiment } from "../../kernel-helpers/src/config";
import { planExperiment } from "../../kernel-helpers/src/run/plan";
import type { TrialRoom } from "../../kernel-helpers/src/run/trial";
import { warmUp } from "../../kernel-helpers/src/run/warmup";
import type { ResourceSample } from "../../kernel-helpers/src/runfolder";

/* Time is the test's: a second of it is a sample of the lab's counters. The load begins at 1000. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "munnin-warmup-"));
  mkdirSync(join(folder, "load"));
  writeFileSync(join(folder, "load/started.json"), JSON.stringify({ time: 1000 }));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A warm-up under counters that are `bytesAt` so many seconds after the load. */
async function warmed(stationary: object, bytesAt: (second: number) => number) {
  const checked = checkExperiment({
    name: "warm",
    application: { name: "smoke" },
    load: { users: 2 },
    trials: { seconds: 5, warmup: 3, stationary },
  });
  if ("errors" in checked) throw checked.errors[0];
  const messages: { level?: string; message?: string }[] = [];
  const samples: ResourceSample[] = [];
  // Each look at the clock takes a second.
  let now = 1000;
  const clock = () => {
    now += 1;
    const last = samples.at(-1)?.time ?? 999;
    for (let time = last + 1; time <= now; time++) {
      const traffic = [{ instance: "web.1", network: "lab", sent: bytesAt(time - 1000), received: 0 }];
      samples.push({ time, machine: { cpu: 0, memory: 0 }, processes: [], traffic });
    }
    return now;
  };
  const log = { emit: (event: object) => void messages.push(event) };
  const room = { plan: planExperiment(checked.experiment), clock, log } as unknown as TrialRoom;
  let ready = 0;
  const warmup = await warmUp(room, 0, folder, samples, new AbortController().signal, async () => void ready++);
  expect(ready).toBe(1);
  return { warmup, messages };
}
const told = () => (JSON.parse(readFileSync(join(folder, "load/begin.json"), "utf8")) as { time: number }).time;

test("the trial begins when the last two halves are alike, and Locust is told so", async () => {
  // 1000 B/s for two seconds, then 100 B/s.
  const { warmup, messages } = await warmed({ over: 4, atMost: 20, tolerance: 0.1 }, (second) =>
    second < 2 ? 1000 * second : 2000 + 100 * (second - 2),
  );
  // At 4 s: 2000 and 200 bytes, 1800 / 2200 = 0.82. At 5 s: 1100 and 200: 0.69. At 6 s: 200 and 200.
  expect(warmup.stationarity).toMatchObject({ reached: true, difference: 0 });
  expect(warmup.stationarity!.warmup).toBeGreaterThan(6);
  expect(warmup.stationarity!.warmup).toBeLessThan(8);
  expect(warmup.begin).toBe(1000 + warmup.stationarity!.warmup);
  expect(told()).toBe(warmup.begin);
  expect(messages[0]).toMatchObject({ level: "info" });
});

test("a load that keeps growing is waited for to the end of the patience, and the trial begins all the same, with a warning", async () => {
  // Twice as many bytes each two seconds: halves of a and 2a bytes, (2a - a) / 3a = 1/3.
  const { warmup, messages } = await warmed({ over: 4, atMost: 9, tolerance: 0.3 }, (second) => 100 * 2 ** (second / 2));
  expect(warmup.begin).toBe(1012);
  expect(warmup.stationarity!.difference).toBeCloseTo(1 / 3, 9);
  expect(warmup.stationarity!.reached).toBe(false);
  expect(messages).toEqual([
    {
      level: "warning",
      trial: 0,
      message: "trial 0: rates are not stationary after 12.0 s of warm-up: they differ by 33.3 %, trials.stationary.tolerance is 30 %",
    },
  ]);
});

test("nobody is waited for where the patience is 0: the trial begins after trials.warmup", async () => {
  const { warmup } = await warmed({ atMost: 0 }, () => 0);
  expect(warmup).toEqual({ loaded: 1000, begin: 1003 });
  expect(told).toThrow();
});

test("halves that do not fit into the longest warm-up are refused", () => {
  const trials = { seconds: 5, warmup: 3, stationary: { over: 10, atMost: 8 } };
  const checked = checkExperiment({ name: "warm", application: { name: "smoke" }, load: { users: 2 }, trials });
  expect("errors" in checked && checked.errors.map(({ message }) => message)).toEqual([
    "trials.stationary.over must be at least 2 s less than the warm-up's longest time (trials.warmup + trials.stationary.atMost = 11), not 10",
  ]);
});
