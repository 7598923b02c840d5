import { expect, test } from "vitest";
import { trialProblem } from "../../kernel-helpers/src/run/verdict";

const config = (maxLoss: number, maxFailures: number) =>
  ({ capture: { snaplen: 256, maxLoss }, load: { users: 1, spawnRate: 1, curve: "normal", maxFailures } }) as const;
const requests = (good: number, bad: number) => [
  ...Array.from({ length: good }, () => ({ failure: null })),
  ...Array.from({ length: bad }, () => ({ failure: "HTTP 500" })),
];

test("a capture may lose the share that is configured and no more, on each network", () => {
  const counts = [
    { received: 100_000, dropped: 0 },
    { received: 1000, dropped: 10 },
  ];
  // 10 of 1000 are 1 %; of both networks together 10 of 101,000 would be 0.01 %.
  expect(trialProblem(config(0.01, 1), counts, null)).toBeNull();
  expect(trialProblem(config(0.009, 1), counts, null)).toBe(
    "the capture lost 1 % of a network's packets, more than capture.maxLoss (0.9 %)",
  );
  expect(trialProblem(config(0, 1), [{ received: 0, dropped: 0 }], null)).toBeNull();
});

test("requests may fail up to the share that is configured; the reason of one is told", () => {
  expect(trialProblem(config(0, 0.05), [], requests(95, 5))).toBeNull();
  expect(trialProblem(config(0, 0.05), [], requests(94, 6))).toBe(
    "6 % of 100 requests failed, more than load.maxFailures (5 %); one of them: HTTP 500",
  );
  expect(trialProblem(config(0, 0), [], requests(0, 0))).toBeNull();
});
