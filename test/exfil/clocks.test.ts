import { join } from "node:path";
import { expect, test } from "vitest";
import { clockProblem } from "../../kernel-helpers/src/edges/ledger/clocks";
import { joinLedger, type LedgerJoin } from "../../kernel-helpers/src/edges/ledger/join";
import { readLedger, type LedgerLine } from "../../kernel-helpers/src/runfolder";

// The recorded quick start: the lab's agents share one clock with the capture.
const trial = join(__dirname, "../../samples/quickstart/trial-0");
const ledger = readLedger(trial);
const joined = (change: (line: LedgerLine) => number): Promise<LedgerJoin> =>
  joinLedger(
    ledger.map((line) => ({ ...line, time: line.time + change(line) })),
    [join(trial, "capture/lab.pcap.gz")],
  );

test("clocks that are one show less than a millisecond, which a message waits before its first packet", async () => {
  const { clocks } = await joined(() => 0);
  expect(clocks.map(({ agent, messages }) => [agent, messages])).toEqual([
    ["front-end.2", 1142],
    ["user-db.1", 1142],
    ["user.2", 1142],
  ]);
  for (const { offset, step } of clocks) {
    expect(Math.abs(offset)).toBeLessThan(0.001);
    expect(step).toBeLessThan(0.001);
  }
  expect(clockProblem(clocks, 1)).toBeNull();
});

test("a clock that is 0.7 s fast is measured, joined all the same, and too far from the others for windows of 1 s", async () => {
  const { clocks, differences } = await joined(({ agent }) => (agent === "user.2" ? 0.7 : 0));
  expect(differences).toEqual([]);
  expect(clocks.find(({ agent }) => agent === "user.2")!.offset).toBeCloseTo(-0.7, 3);
  expect(clockProblem(clocks, 1)).toMatch(
    /^the clocks of user\.2 and (user-db\.1|front-end\.2) are 0\.700 s apart: more than half of the finest windows/,
  );
  expect(clockProblem(clocks, 2)).toBeNull();
});

test("a clock that is set while its agent sends is told as a step", async () => {
  const times = ledger.map(({ time }) => time).sort((a, b) => a - b);
  const middle = times[Math.floor(times.length / 2)];
  const { clocks } = await joined(({ agent, time }) => (agent === "user-db.1" && time > middle ? 0.8 : 0));
  expect(clockProblem(clocks, 1)).toBe(
    "the clock of user-db.1 changed by 0.800 s while it sent: more than half of the finest windows (1 s)",
  );
});
