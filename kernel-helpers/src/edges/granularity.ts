import { InputError } from "../config/error";

/** A granularity's place in the one pass: rows come from packets, or from the windows of a finer granularity that divides it. */
export interface Granularity {
  /** Seconds, as asked for. */
  readonly every: number;
  readonly nanoseconds: number;
  /** Place of the granularity that it is rolled up from, and how many of its windows make one; null: from packets. */
  readonly from: { readonly index: number; readonly ratio: number } | null;
}

/** 126 years: nanoseconds of whole seconds are exact up to there. */
const longest = 4e9;

/**
 * Granularities in seconds, sorted and each once; each knows the coarsest finer one that divides it.
 *
 * @throws InputError for one that is not a number of at least a microsecond and at most 4e9 s, or no whole number of nanoseconds
 */
export function granularities(every: readonly number[]): Granularity[] {
  if (every.length === 0) throw new InputError("every: needs at least one granularity in seconds, such as 10");
  const sorted = [...new Set(every)]
    .map((seconds) => ({ every: seconds, nanoseconds: wholeNanoseconds(seconds) }))
    .sort((a, b) => a.every - b.every);
  return sorted.map((one, i) => {
    for (let index = i - 1; index >= 0; index--) {
      const ratio = one.nanoseconds / sorted[index].nanoseconds;
      if (Number.isInteger(ratio)) return { ...one, from: { index, ratio } };
    }
    return { ...one, from: null };
  });
}

function wholeNanoseconds(seconds: number): number {
  if (!(seconds >= 1e-6 && seconds <= longest)) {
    throw new InputError(`every: a granularity must be a number of seconds from 0.000001 to ${longest}, not ${seconds}`);
  }
  const nanoseconds = Math.round(seconds * 1e9);
  const exact =
    Number.isInteger(seconds) || (nanoseconds < Number.MAX_SAFE_INTEGER && Math.abs(nanoseconds / 1e9 - seconds) < 1e-12 * seconds);
  if (!exact) throw new InputError(`every: ${seconds} s is no whole number of nanoseconds`);
  return nanoseconds;
}
