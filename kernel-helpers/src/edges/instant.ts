import type { Time } from "../runfolder/time";

/** A point in time with nanoseconds: since the epoch they exceed what a JS number holds, so there are two. */
export interface Instant {
  /** Whole seconds since the epoch. */
  readonly seconds: number;
  /** 0 to 999999999. */
  readonly nanoseconds: number;
}

const billion = 1000000000n;

/** Reads a Time, which is good for microseconds, at its microsecond. */
export function instant(time: Time): Instant {
  const microseconds = Math.round(time * 1e6);
  const seconds = Math.floor(microseconds / 1e6);
  return { seconds, nanoseconds: (microseconds - seconds * 1e6) * 1000 };
}

export function toNanoseconds({ seconds, nanoseconds }: Instant): bigint {
  return BigInt(seconds) * billion + BigInt(nanoseconds);
}

export function fromNanoseconds(total: bigint): Instant {
  const seconds = floorDivide(total, billion);
  return { seconds: Number(seconds), nanoseconds: Number(total - seconds * billion) };
}

/** Towards minus infinity, where BigInt's own division goes towards zero. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** Seconds since the epoch with nine decimals, exact. */
export function instantText(at: Instant): string {
  if (at.seconds >= 0) return `${at.seconds}.${String(at.nanoseconds).padStart(9, "0")}`;
  const total = -toNanoseconds(at);
  return `-${total / billion}.${String(total % billion).padStart(9, "0")}`;
}

/** For axes and messages: a Time, microseconds at best. */
export const toTime = (at: Instant): Time => at.seconds + Math.floor(at.nanoseconds / 1000) / 1e6;
