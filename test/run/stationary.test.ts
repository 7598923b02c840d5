import { expect, test } from "vitest";
import { differenceOfHalves } from "../../kernel-helpers/src/run/stationary";

/** Counters of two instances by second, bytes. */
const sample = (time: number, web: number, store?: number) => ({
  time,
  traffic: [
    { instance: "web.1", network: "lab", sent: web, received: 0 },
    ...(store === undefined ? [] : [{ instance: "store.1", network: "lab", sent: 0, received: store }]),
  ],
});

test("rates that stay differ by nothing, however fast they are", () => {
  const samples = [0, 1, 2, 3, 4].map((second) => sample(second, 5_000 * second, 700 * second));
  expect(differenceOfHalves(samples, 0, 4)).toBe(0);
});

test("the difference is the share of all bytes that is in one half and not in the other", () => {
  // web: 300 bytes in the first half, 500 in the second; store: 100, 100. (|500 - 300| + |100 - 100|) / (800 + 200) = 0.2
  const samples = [sample(0, 1_000, 50), sample(2, 1_300, 150), sample(4, 1_800, 250)];
  expect(differenceOfHalves(samples, 0, 4)).toBeCloseTo(0.2, 12);
});

test("as much traffic in all, elsewhere, is no stationary traffic", () => {
  // 400 bytes of web in the first half, 400 of store in the second: (400 + 400) / 800 = 1
  expect(differenceOfHalves([sample(0, 0, 0), sample(2, 400, 0), sample(4, 400, 400)], 0, 4)).toBe(1);
});

test("counters between two samples are taken to grow evenly", () => {
  // From 1 to 5 s: web has 100, 300 (between 200 at 2 and 400 at 4) and 600 (between 400 at 4 and 800 at 6): 200, then 300 bytes. 100 / 500 = 0.2
  const samples = [sample(0, 0), sample(2, 200), sample(4, 400), sample(6, 800)];
  expect(differenceOfHalves(samples, 1, 5)).toBeCloseTo(0.2, 12);
});

test("an instance that came meanwhile had sent nothing before", () => {
  // web: 200, 200; store came in the second half, with 100: (0 + 100) / (400 + 100) = 0.2
  expect(differenceOfHalves([sample(0, 0), sample(2, 200), sample(4, 400, 100)], 0, 4)).toBeCloseTo(0.2, 12);
});

test("without traffic, or samples that reach as far, there is nothing to compare", () => {
  const samples = [sample(1, 100), sample(2, 200), sample(3, 300)];
  expect(differenceOfHalves(samples, 0, 3)).toBeNull();
  expect(differenceOfHalves(samples, 1, 3.5)).toBeNull();
  expect(differenceOfHalves([sample(0, 7), sample(4, 7)], 0, 4)).toBeNull();
  expect(differenceOfHalves([], 0, 4)).toBeNull();
});
