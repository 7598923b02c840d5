import { InputError } from "../config/error";
import { medianOf } from "../table/quantile";

/** How much each value differs from the one before; NaN for the first, and where either is NaN. */
export function differences(values: Float64Array): Float64Array {
  return values.map((value, window) => (window === 0 ? NaN : value - values[window - 1]));
}

/**
 * How many standard deviations each value is above the mean, both of the training windows: (x − mean) ÷ deviation.
 *
 * NaN in training is left out; the deviation is that of a population. All are NaN when training is constant, or has no value.
 *
 * @param training window numbers, as `trainingWindows` gives them: never those that are to be judged
 */
export function zScores(values: Float64Array, training: readonly number[]): Float64Array {
  const known = knownOf(values, training);
  const mean = meanOf(known);
  const deviation = Math.sqrt(meanOf(known.map((value) => (value - mean) ** 2)));
  return values.map((value) => (deviation > 1e-12 * Math.abs(mean) ? (value - mean) / deviation : NaN));
}

/**
 * The same by the median, which single outliers in training do not move: 0.6745 (x − median) ÷ median |x − median|.
 *
 * All are NaN when more than half of training is the same value, or it has none.
 *
 * @see Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993)
 */
export function modifiedZScores(values: Float64Array, training: readonly number[]): Float64Array {
  const known = knownOf(values, training);
  const middle = medianOf(known);
  const spread = medianOf(known.map((value) => Math.abs(value - middle)));
  return values.map((value) => (spread > 0 ? (0.6745 * (value - middle)) / spread : NaN));
}

/**
 * Exponentially weighted moving average: s_k = α x_k + (1 − α) s_{k−1}, from the first value that is no NaN. A window that is NaN stays so,
 * and the average goes on after it.
 *
 * @throws InputError when alpha is not above 0 and at most 1
 */
export function movingAverage(values: Float64Array, alpha: number): Float64Array {
  checkAlpha(alpha);
  let average = NaN;
  return values.map((value) => {
    if (Number.isNaN(value)) return NaN;
    return (average = Number.isNaN(average) ? value : alpha * value + (1 - alpha) * average);
  });
}

/** @throws InputError for a weight that is none of a moving average */
export function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha <= 1)) throw new InputError(`alpha: must be above 0 and at most 1, not ${alpha}`);
}

const knownOf = (values: Float64Array, training: readonly number[]): number[] =>
  training.map((window) => values[window]).filter((value) => !Number.isNaN(value));

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
