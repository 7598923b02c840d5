import type { Random } from "../runfolder/random";
import { quantile } from "../table/quantile";

export interface BootstrapOptions {
  /** Neighbouring windows in a block. */
  readonly block: number;
  /** Share of the resamples' means that the interval holds, such as 0.95. */
  readonly confidence: number;
  readonly resamples: number;
  readonly random: Random;
}

/**
 * An interval for the mean of series of values that depend on their neighbours, from its means in resamples: [(1 − confidence) ÷ 2, (1 + confidence) ÷ 2] of
 * them. A resample draws as many series as there are, with replacement, and makes each anew of blocks of neighbouring values, each of which begins at a
 * place drawn from all; a block that passes the end goes on at the beginning, so that no place is drawn less than others. So the interval
 * holds what varies within series, and, from several, what varies between them.
 *
 * NaN is left out of each mean; [NaN, NaN] when there are only NaN.
 *
 * @see Politis and Romano, "A circular block-resampling procedure for stationary data" (1992), after Künsch, Annals of Statistics 17 (1989), for the blocks; Davison and
 * Hinkley, Bootstrap Methods and their Application (1997), section 3.8, for the two stages
 */
export function bootstrapInterval(
  series: readonly Float64Array[],
  { block, confidence, resamples, random }: BootstrapOptions,
): readonly [low: number, high: number] {
  const sums = series.map((values) => blockSums(values, block));
  const means = new Float64Array(resamples);
  let known = 0;
  for (let resample = 0; resample < resamples; resample++) {
    let [sum, count] = [0, 0];
    for (let drawn = 0; drawn < series.length; drawn++) {
      const { whole, rest, length } = sums[series.length === 1 ? 0 : Math.floor(random() * series.length)];
      for (let left = length; left > 0; left -= block) {
        const from = left >= block ? whole : rest;
        const start = Math.floor(random() * length);
        sum += from.sums[start];
        count += from.counts[start];
      }
    }
    if (count > 0) means[known++] = sum / count;
  }
  const sorted = means.subarray(0, known).sort();
  return [quantile(sorted, (1 - confidence) / 2), quantile(sorted, (1 + confidence) / 2)];
}

interface Sums {
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
}

/** Of the blocks that begin at each place; the last of a resample is shorter where blocks do not divide it. */
function blockSums(values: Float64Array, block: number): { whole: Sums; rest: Sums; length: number } {
  const { length } = values;
  const of = (size: number): Sums => {
    const [sums, counts] = [new Float64Array(length), new Uint32Array(length)];
    for (let start = 0; start < length; start++)
      for (let i = start; i < start + size; i++) {
        const value = values[i % length];
        if (Number.isNaN(value)) continue;
        sums[start] += value;
        counts[start]++;
      }
    return { sums, counts };
  };
  return { whole: of(block), rest: of(length % block), length };
}
