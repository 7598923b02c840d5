import { expect, test } from "vitest";
import { boundedQueue } from "../../kernel-helpers/src/exfil/agent/queue";

/** Which of some promises have settled by now. */
async function settled(promises: readonly Promise<unknown>[]): Promise<boolean[]> {
  const done = promises.map(() => false);
  promises.forEach((one, i) => void one.then(() => (done[i] = true)));
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

test.each([
  ["items", { items: 2, bytes: 1000 }],
  ["bytes", { items: 100, bytes: 20 }],
])("a queue that is full of %s holds back whoever brings more, in order, until some are taken", async (_, limits) => {
  const queue = boundedQueue<string>(limits, ({ length }) => length);
  const puts = ["first-ten!", "second-ten", "third-ten.", "fourth-ten"].map((item) => queue.put(item));
  expect(await settled(puts)).toEqual([true, true, false, false]);
  expect(await queue.take()).toBe("first-ten!");
  expect(await settled(puts)).toEqual([true, true, true, false]);
  expect([await queue.take(), await queue.take(), await queue.take()]).toEqual(["second-ten", "third-ten.", "fourth-ten"]);
  expect(await settled(puts)).toEqual([true, true, true, true]);
  // Empty again: whoever takes waits, and an item of any size passes.
  const next = queue.take();
  await queue.put("more than twenty characters");
  expect(await next).toBe("more than twenty characters");
  expect(await settled([queue.put("ten again!")])).toEqual([true]);
});
