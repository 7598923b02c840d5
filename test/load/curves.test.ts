import { expect, test } from "vitest";
import { curveRatios, stepsOf, usersAt } from "../../kernel-helpers/src/load";

test("the normal curve with 600 users has the original's steps", () => {
  const original = "413 364 319 280 250 232 225 232 250 280 319 364 413 461 506 545 575 593 600 593 575 545 506 461";
  expect(stepsOf("normal", 600).join(" ")).toBe(original);
});

test("the normal curve is (1.1 − sin(πx/12)/2)/25 to four digits", () => {
  curveRatios.normal.forEach((ratio, hour) => expect(ratio).toBeCloseTo((1.1 - Math.sin((Math.PI * hour) / 12) / 2) / 25, 4));
});

test("each curve has 24 steps, all of them above nothing, and reaches the greatest number of users once at least", () => {
  for (const curve of ["normal", "bursty", "viral", "cybermonday"] as const) {
    const steps = stepsOf(curve, 1000);
    expect(steps).toHaveLength(24);
    expect(Math.max(...steps)).toBe(1000);
    expect(Math.min(...steps)).toBeGreaterThan(0);
  }
});

test("a viral load ends at its greatest, a cyber monday has its greatest at nine in the evening", () => {
  // argmax of the original's lists: .107 is the 24th value, .0609 the 22nd.
  expect(stepsOf("viral", 1000).indexOf(1000)).toBe(23);
  expect(stepsOf("cybermonday", 1000).indexOf(1000)).toBe(21);
});

test("a step begins at its border, and the ends hold outside of the trial", () => {
  // 240 s: steps of 10 s.
  expect(usersAt("normal", 600, 9.999, 240)).toBe(413);
  expect(usersAt("normal", 600, 10, 240)).toBe(364);
  expect(usersAt("normal", 600, -5, 240)).toBe(413);
  expect(usersAt("normal", 600, 999, 240)).toBe(461);
});
