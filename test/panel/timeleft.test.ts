import { expect, test } from "vitest";
import { progressOf, titled } from "../../lab-extension/src/runs/progress";
import type { Event } from "../../kernel-helpers/src/runfolder";

const event = (time: number, phase: Event["phase"], message: string, progress?: number): Event => ({
  time: 1795540000 + time,
  phase,
  level: "info",
  message,
  progress,
});

// A lab that is set up in 3 s, and one trial of 100 s, whose seconds are 0.0068 of the whole each, as the coordinator tells them.
const began = [event(0, "plan", "run r", 0), event(1, "warmup", "trial 0: warm-up", 0.15), event(3, "trial", "trial 0: 100 s", 0.23)];
const second = (n: number) => event(3 + n, "trial", `trial 0: ${n} of 100 s`, 0.23 + 0.0068 * n);

test("the time that a run will take comes from the pace of its trials, not from that of the setup before them", () => {
  expect(progressOf(began, 0).left).toBeNull();
  expect(progressOf([...began, second(1)], 0).left).toBeNull();
  // 0.77 of the run are left, of which 0.68 take 100 s: 113 s, less the ten that have passed.
  expect(progressOf([...began, ...[1, 5, 10].map(second)], 0).left).toBeCloseTo(0.77 / 0.0068 - 10, 6);
  expect(progressOf([...began, second(10)], 4).left).toBeCloseTo(0.77 / 0.0068 - 14, 6);
  expect(progressOf([...began, second(100), event(110, "teardown", "done")], 0).left).toBeNull();
});

test("a message is told with its phase unless it begins with it", () => {
  expect(titled("trial", "trial 0: 4 of 60 s")).toBe("trial 0: 4 of 60 s");
  expect(titled("setup", "9 instances of smoke")).toBe("setup: 9 instances of smoke");
});
