import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEvents, readLedger, readRun, trialFolder } from "../../kernel-helpers/src/runfolder";
import { checkout, desk, munnin, readJson } from "./munnin";

/** Three thefts at once, over more than a minute: rates that a busy machine can hold, so that only a mistake misses them. */
const thefts = [
  { transport: "tcp", bytesPerSecond: 5000 },
  { transport: "http", bytesPerSecond: 3000, jitter: 0.5 },
  { transport: "udp", bytesPerSecond: 4000, style: "low-and-slow" },
].map((theft) => ({ path: ["store", "api", "web"], data: { kind: "text" }, spans: [[2, 72]], ...theft }));

test("every minute of three thefts beside users is within 5 % or one chunk of its schedule, counted from the ledger", async () => {
  const where = desk();
  const file = join(where.runs, "..", "rates.json");
  const smoke = readJson(join(checkout, "experiments/smoke.json")) as object;
  writeFileSync(
    file,
    JSON.stringify({
      ...smoke,
      name: "rates",
      trials: { count: 1, seconds: 76, warmup: 1, stationary: { atMost: 0 } },
      exfiltration: thefts,
    }),
  );
  const ended = await munnin(where, "run", file, "--json");
  expect(ended.stderr).toBe("");
  const { run } = JSON.parse(ended.stdout) as { run: string };
  const { rates } = readRun(run).trials[0];
  expect(rates.map(({ held, theft }) => [theft, held])).toEqual([
    [0, true],
    [1, true],
    [2, true],
  ]);
  expect(readEvents(run).filter(({ level }) => level !== "info")).toEqual([]);

  // The same of the steady ones, counted anew.
  const ledger = readLedger(trialFolder(run, 0)).filter(({ event, payload }) => event === "received" && payload > 0);
  for (const { transport, bytesPerSecond } of thefts.slice(0, 2)) {
    const arrivals = ledger.filter((line) => line.transport === transport);
    const [first, last] = [arrivals[0].time, arrivals.at(-1)!.time];
    expect(last - first).toBeGreaterThan(65);
    for (let from = first; from <= last - 60; from += 0.5) {
      const bytes = arrivals.reduce((sum, { time, payload }) => (time >= from && time < from + 60 ? sum + payload : sum), 0);
      expect(Math.abs(bytes / 60 / bytesPerSecond - 1)).toBeLessThanOrEqual(0.05);
    }
  }
}, 180_000);
