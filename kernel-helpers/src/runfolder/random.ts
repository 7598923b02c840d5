import { createHash } from "node:crypto";

/** A stream of numbers, each uniform in [0, 1), with 32 random bits. */
export type Random = () => number;

/**
 * A named stream of random numbers. The same seed and name give the same numbers on every machine; streams of different names
 * are independent, so that drawing more in one place changes nothing in another.
 *
 * sfc32 (Doty-Humphrey, PractRand) with its state from SHA-256 of `<seed>/<name>`.
 */
export function randomStream(seed: number, name: string): Random {
  const state = createHash("sha256").update(`${seed}/${name}`).digest();
  let a = state.readUInt32LE(0);
  let b = state.readUInt32LE(4);
  let c = state.readUInt32LE(8);
  let counter = 1;
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
}

/** A whole number from `least` to `most`, both included, each as likely. */
export function wholeBetween(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** `count` different elements of `from`, in the order in which they were drawn; `count` must not exceed the number of elements. */
export function drawSome<T>(random: Random, from: readonly T[], count: number): T[] {
  if (count > from.length) throw new RangeError(`cannot draw ${count} of ${from.length}`);
  const left = [...from];
  return Array.from({ length: count }, () => left.splice(wholeBetween(random, 0, left.length - 1), 1)[0]);
}
