import { expect, test } from "vitest";
import { differences, modifiedZScores, movingAverage, zScores } from "../../kernel-helpers/src/metrics/derived";

const series = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9, NaN, 100);
const training = [0, 1, 2, 3, 4, 5, 6, 7, 8];

test("a difference needs both windows", () => {
  expect([...differences(series)]).toEqual([NaN, 2, 0, 0, 1, 0, 2, 2, NaN, NaN]);
});

test("z-scores count deviations of training, whose mean is 5 and deviation 2", () => {
  expect([...zScores(series, training)]).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2, NaN, 47.5]);
});

test("modified z-scores are by the median 4.5 and the median distance 0.5", () => {
  // |x − 4.5| of training: 2.5 0.5 0.5 0.5 0.5 0.5 2.5 4.5
  expect(modifiedZScores(series, training)[9]).toBeCloseTo((0.6745 * 95.5) / 0.5, 10);
  expect(modifiedZScores(series, training)[0]).toBeCloseTo(-3.3725, 10);
});

test("what never changes in training has no scores", () => {
  const constant = Float64Array.of(0.1, 0.1, 0.1, 5);
  expect([...zScores(constant, [0, 1, 2])]).toEqual([NaN, NaN, NaN, NaN]);
  expect([...modifiedZScores(constant, [0, 1, 2])]).toEqual([NaN, NaN, NaN, NaN]);
  expect([...zScores(constant, [])]).toEqual([NaN, NaN, NaN, NaN]);
});

test("a moving average goes on after a window without a value", () => {
  expect([...movingAverage(Float64Array.of(NaN, 8, 4, NaN, 2), 0.5)]).toEqual([NaN, 8, 6, NaN, 4]);
  expect(() => movingAverage(series, 0)).toThrow("alpha: must be above 0 and at most 1, not 0");
});
