import { expect, test } from "vitest";
import { pacer } from "../../kernel-helpers/src/exfil/agent/pacing";

const forever = new AbortController().signal;

test("what a message takes is made up for by the next: byte n is due n / rate after the first", async () => {
  // A clock that runs with the real one, plus the delays that the test makes.
  let delays = 0;
  const now = () => performance.now() + delays;
  const pace = pacer(10_000, now, forever);
  await pace(0); // the registration starts no schedule
  const begin = now();
  await pace(500);
  expect(now() - begin).toBeLessThan(5);
  delays += 30; // sending took 30 ms of the 50 that the 500 bytes are worth
  await pace(500);
  expect(now() - begin).toBeGreaterThanOrEqual(49);
  expect(now() - begin).toBeLessThan(65);
  delays += 200; // far behind: two messages go at once
  await pace(500);
  const third = now();
  await pace(500);
  expect(now() - third).toBeLessThan(5);
});

test("an abort ends the wait", async () => {
  const abort = new AbortController();
  const pace = pacer(1, () => performance.now(), abort.signal);
  await pace(1000);
  const waiting = pace(1);
  abort.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
});
