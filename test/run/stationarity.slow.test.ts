import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeReport } from "../../kernel-helpers/src/notebook/report";
import { readEvents, readRequests, readResources, readRun, trialFolder } from "../../kernel-helpers/src/runfolder";
import { checkout, desk, munnin, readJson } from "./munnin";

const where = desk();
const smoke = join(checkout, "experiments/smoke.json");
const run = async (...sets: string[]) => {
  const { stdout, status } = await munnin(where, "run", smoke, "--json", ...sets.flatMap((set) => ["--set", set]));
  return { status, folder: (JSON.parse(stdout) as { run: string }).run };
};

test("a trial's time begins once rates are stationary, for the users, the record, the events and the report alike", async () => {
  const { status, folder } = await run('trials.stationary={"over":4,"atMost":20,"tolerance":0.9}', "exfiltration=[]");
  expect(status).toBe(0);
  const [{ start, end, observed, stationarity }] = readRun(folder).trials;
  const trial = trialFolder(folder, 0);
  const { warmup, difference, reached } = stationarity!;
  expect(reached).toBe(true);
  // At the earliest when four seconds of load have been seen; the least warm-up is one second.
  expect(warmup).toBeGreaterThan(4);
  expect(warmup).toBeLessThan(21);
  expect(start - observed!.load.from).toBeCloseTo(warmup, 3);
  expect(end - start).toBeCloseTo(5, 1);
  expect(readJson(join(trial, "load/begin.json")).time).toBeCloseTo(start, 3);
  expect(readJson(join(trial, "trial.json")).start).toBeCloseTo(start, 3);

  // The difference again, from the last sample before the begin and those two and four seconds before it (they are a second apart).
  const samples = readResources(trial).filter(({ time }) => time < start - 0.4);
  const at = (back: number) => new Map(samples.at(-1 - back)!.traffic.map((one) => [`${one.instance} ${one.network}`, one]));
  const [first, half, last] = [at(4), at(2), at(0)];
  let [differ, all] = [0, 0];
  for (const [key, { sent, received }] of last)
    for (const [now, then, once] of [
      [sent, half.get(key)!.sent, first.get(key)!.sent],
      [received, half.get(key)!.received, first.get(key)!.received],
    ]) {
      differ += Math.abs(now - 2 * then + once);
      all += now - once;
    }
  expect(Math.abs(difference! - differ / all)).toBeLessThan(0.1);

  const message = readEvents(folder).find(({ message }) => message.startsWith("trial 0: rates are stationary after"));
  expect(message).toMatchObject({ phase: "warmup", level: "info", trial: 0 });
  expect(readRequests(trial)!.some(({ time }) => time > start + 4)).toBe(true);
  const { checks } = await makeReport(folder, { captures: false });
  expect(checks.find(({ what }) => what === "rates were stationary when the trials began")?.verdict).toBe("pass");
}, 90_000);

test("a trial that must be stationary and is not has failed: it is kept, marked, and repeated", async () => {
  const never = 'trials.stationary={"over":4,"atMost":6,"tolerance":0.001,"required":true}';
  const { status, folder } = await run(never, "trials.repeatFailed=1");
  expect(status).toBe(1);
  const { status: ended, error, trials } = readRun(folder);
  expect(ended).toBe("failed");
  expect(error).toMatch(
    /rates are not stationary after 7\.0 s of warm-up: they differ by [\d.]+ %, trials\.stationary\.tolerance is 0\.1 %/,
  );
  expect(trials.map(({ status, repeats }) => [status, repeats])).toEqual([
    ["failed", undefined],
    ["failed", 0],
  ]);
  for (const { stationarity, error: why } of trials) {
    expect(stationarity).toMatchObject({ warmup: 7, reached: false });
    expect(why).toContain("not stationary");
  }
  expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("not stationary");
}, 120_000);
