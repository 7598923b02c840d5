import { expect, test } from "vitest";
import { bootstrapInterval } from "../../kernel-helpers/src/metrics/blockBootstrap";
import { blockLength } from "../../kernel-helpers/src/metrics/blockLength";
import { type Random, randomStream } from "../../kernel-helpers/src/runfolder/random";

const intervalOf = (series: readonly (readonly number[])[], options: { block: number; confidence?: number; resamples?: number }) =>
  bootstrapInterval(
    series.map((values) => Float64Array.from(values)),
    { confidence: 0.95, resamples: 20_000, random: randomStream(1, "bootstrap"), ...options },
  );

test("the interval is that of all resamples: with blocks of two of four values there are sixteen", () => {
  // Blocks of 0, 2, 8, 30 on a circle have the sums 2, 10, 38, 30; a resample's mean is a quarter of the sum of two, each as likely:
  // 1, 3, 3, 5, 8, 8, 10, 10, 10, 10, 12, 12, 15, 17, 17, 19. Of 20,000 draws of these, a share of 1/16 is 1 and 3 begins above it; so 10 % lie below 3.
  expect(intervalOf([[0, 2, 8, 30]], { block: 2, confidence: 0.8 })).toEqual([3, 17]);
  expect(intervalOf([[0, 2, 8, 30]], { block: 2, confidence: 0.95 })).toEqual([1, 19]);
});

test("the last block is as long as there is place: of three values in blocks of two each resample has three", () => {
  // Blocks 0+3, 3+9, 9+0 and one value more: nine sums 3, 6, 12, 12, 15, 21, 9, 12, 18; divided by three 1, 2, 3, 4, 4, 4, 5, 6, 7.
  expect(intervalOf([[0, 3, 9]], { block: 2, confidence: 0.9 })).toEqual([1, 7]);
  expect(intervalOf([[0, 3, 9]], { block: 2, confidence: 0.7 })).toEqual([2, 6]);
});

test("several series are drawn themselves: two that are constant have three means", () => {
  // 2 and 2, 2 and 6 in either order, 6 and 6: a quarter, a half, a quarter.
  const constants = [Array<number>(9).fill(2), Array<number>(9).fill(6)];
  expect(intervalOf(constants, { block: 3 })).toEqual([2, 6]);
  expect(intervalOf(constants, { block: 3, confidence: 0.4 })).toEqual([4, 4]);
});

test("windows without a value count in no mean, and without any there is no interval", () => {
  expect(intervalOf([[5, NaN, 5, NaN, NaN, NaN]], { block: 2 })).toEqual([5, 5]);
  expect(intervalOf([[NaN, NaN]], { block: 1 })).toEqual([NaN, NaN]);
});

test("of values that depend on their neighbours, blocks give intervals that hold the mean; single values give intervals too narrow", () => {
  // x_k = x_{k−1} ÷ 2 + normal, mean 0, 200 values. The mean's true deviation is 2 ÷ √200, that of values drawn singly √(4 ÷ 3) ÷ √200: at 95 % they hold the
  // mean as often as a normal deviate is within 1.96 · 0.577 = 1.13, which is 74 %. With 300 series, three standard errors are 7.6 and 5.7 points.
  const random = randomStream(3, "series");
  const series = Array.from({ length: 300 }, () => autoregressive(random, 200));
  const held = (block: (values: Float64Array) => number): number =>
    series.filter((values) => {
      const [low, high] = bootstrapInterval([values], { block: block(values), confidence: 0.95, resamples: 500, random });
      return low <= 0 && 0 <= high;
    }).length / series.length;
  const single = held(() => 1);
  expect(Math.abs(single - 0.74)).toBeLessThan(0.076);
  const blocks = held((values) => blockLength([values]));
  expect(blocks).toBeGreaterThan(0.85 - 0.02);
  expect(blocks).toBeLessThan(0.97);
});

function autoregressive(random: Random, length: number): Float64Array {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let value = normal() / Math.sqrt(0.75);
  return Float64Array.from({ length }, () => (value = value / 2 + normal()));
}
