import { floorDivide, fromNanoseconds, toNanoseconds, type Instant } from "./instant";

/** Seconds from the origin within which nanoseconds are exact in a JS number (2^53 ns are 104 days). */
export const exactSeconds = 9_000_000;

/** The window that an instant lies in: [origin + kΔ, origin + (k+1)Δ). Exact for any distance. */
export function windowOf(origin: Instant, seconds: number, nanoseconds: number, granularity: number): number {
  const away = seconds - origin.seconds;
  if (away < exactSeconds && away > -exactSeconds) {
    // For whole numbers below 2^53 the rounded quotient never reaches the next whole number, so floor is exact.
    return Math.floor((away * 1e9 + (nanoseconds - origin.nanoseconds)) / granularity);
  }
  return Number(floorDivide(BigInt(away) * 1000000000n + BigInt(nanoseconds - origin.nanoseconds), BigInt(granularity)));
}

/** The start of a window. */
export function windowStart(origin: Instant, window: number, granularity: number): Instant {
  return fromNanoseconds(toNanoseconds(origin) + BigInt(window) * BigInt(granularity));
}

/** The multiple of a granularity since the epoch at or before an instant. */
export function epochAligned(at: Instant, granularity: number): Instant {
  const step = BigInt(granularity);
  return fromNanoseconds(floorDivide(toNanoseconds(at), step) * step);
}
