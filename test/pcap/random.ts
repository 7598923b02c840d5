/** A seeded stream of numbers in [0, 1): mulberry32. */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws from a seeded stream. */
export function draws(seed: number) {
  const next = randomStream(seed);
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    /** A whole number from low to high. */
    whole,
    pick: <T>(from: readonly T[]): T => from[whole(0, from.length - 1)],
    bytes: (length: number): Buffer => Buffer.from(Array.from({ length }, () => whole(0, 255))),
  };
}
