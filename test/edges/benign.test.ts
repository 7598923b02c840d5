import { expect, test } from "vitest";
import { benignMarks, suspect } from "../../kernel-helpers/src/edges/benign";
import { trainingWindows } from "../../kernel-helpers/src/metrics/training";
import { windowLabels } from "../../kernel-helpers/src/plot/labels";
import type { TrialEvent } from "../../kernel-helpers/src/runfolder";
import { tableOfVectors } from "../metrics/graphs";

const origin = 1_700_000_000;
const event = (kind: string, start: number, end: number): TrialEvent => ({
  ...{ index: 0, kind, service: "user-db", benign: true, added: [], removed: [] },
  ...{ start: origin + start, end: origin + end },
});

test("events of a trial are marks of their kinds, in seconds from its start, by time", () => {
  const marks = benignMarks([event("flash-crowd", 4, 6), event("backup", 1, 3)], origin);
  expect(marks).toEqual([
    { start: 1, end: 3, kind: "backup", benign: true },
    { start: 4, end: 6, kind: "flash-crowd", benign: true },
  ]);
  expect(suspect([...marks, { start: 7, end: 8, kind: "exfiltration" }])).toEqual([{ start: 7, end: 8, kind: "exfiltration" }]);
});

test("a window in which something benign happens is negative, and part of what a reference is made of", async () => {
  const backup = { start: 1, end: 3, kind: "backup", benign: true as const };
  const theft = { start: 4, end: 5, kind: "exfiltration" };
  expect(windowLabels({ every: 1, windowCount: 6 }, [backup, theft])).toEqual([
    "negative",
    "negative",
    "negative",
    "negative",
    "positive",
    "negative",
  ]);
  const edges = await tableOfVectors(
    Array.from({ length: 6 }, () => [100, 50]),
    { marks: [backup, theft] },
  );
  // All before the theft: four.
  expect(trainingWindows(edges)).toEqual([0, 1, 2, 3]);
});
