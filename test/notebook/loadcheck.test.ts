import { expect, test } from "vitest";
import { checkExperiment } from "../../kernel-helpers/src/config";
import { checksOf } from "../../kernel-helpers/src/notebook/report/checks";
import type { RequestLine, RunRecord, TrialRecord } from "../../kernel-helpers/src/runfolder";

/** What the report says of the load of a trial of 20 s from second 1000 on, under a curve of two steps, with such requests. */
function loadCheck(users: number, steps: number[], requests: readonly { readonly user: number; readonly time: number }[]) {
  const checked = checkExperiment({
    name: "load",
    application: { name: "smoke" },
    load: { users, steps },
    trials: { seconds: 20, warmup: 1, stationary: { atMost: 0 } },
  });
  if ("errors" in checked) throw checked.errors[0];
  const record = {
    index: 0,
    kind: "baseline",
    block: 0,
    status: "done",
    start: 1000,
    end: 1020,
    rates: [],
    theft: null,
  } as unknown as TrialRecord;
  const run = { status: "done", config: checked.experiment, trials: [record], offload: {} } as unknown as RunRecord;
  const lines = requests.map((request): RequestLine => ({
    ...request,
    time: 1000 + request.time,
    method: "GET",
    name: "/",
    path: "/",
    status: 200,
    ms: 0,
    bytes: 1,
    failure: null,
  }));
  lines.sort((a, b) => a.time - b.time);
  const { verdict, why } = checksOf(run, [{ record, counts: [], requests: lines, ledger: 0, withheld: 0 }]).find(
    ({ what }) => what === "load as planned",
  )!;
  return `${verdict}: ${why}`;
}

/** A user who sends something every 3 s. */
const user = (number: number, from: number, to: number) => {
  const times: number[] = [];
  for (let time = from; time <= to; time += 3) times.push(time);
  return times.map((time) => ({ user: number, time }));
};

// Each is silent for 3 s at the longest: what is within 3 s of the ends is left out, so that 14 s are looked at, from second 3 to 17.

test("users who are there all the time are as many as planned, though each is first and last seen somewhere in between", () => {
  const requests = [user(1, 0, 18), user(2, 1, 19), user(3, 2, 19), user(4, 2.9, 19)].flat();
  expect(loadCheck(4, [1, 1], requests)).toBe("pass: 4 users at work on average in the trial furthest from the plan, which has 4");
});

test("users who follow the curve are at work as often as it says", () => {
  // One all the time, two more from second 10 on: (14 + 7 + 7) / 14 = 2; the plan has one for 7 s, three for 7 s.
  const requests = [user(1, 0, 18), user(2, 10, 19), user(3, 10, 19)].flat();
  expect(loadCheck(3, [1, 3], requests)).toBe("pass: 2 users at work on average in the trial furthest from the plan, which has 2");
});

test("a user who never comes, and one who leaves half-way, are missed", () => {
  const three = [user(1, 0, 18), user(2, 1, 19), user(3, 2, 19)].flat();
  expect(loadCheck(4, [1, 1], three)).toBe("warning: 3 users at work on average in the trial furthest from the plan, which has 4");
  // The fourth until second 10: (3 × 14 + 7) / 14 = 3.5.
  const half = [...three, ...user(4, 1, 10)];
  expect(loadCheck(4, [1, 1], half)).toBe("warning: 3.5 users at work on average in the trial furthest from the plan, which has 4");
});
