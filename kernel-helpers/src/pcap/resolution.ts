/** Turns a 64-bit count of units (its high and low 32 bits) into seconds and nanoseconds, exactly. */
export type Resolution = (high: number, low: number, into: { seconds: number; nanoseconds: number }) => void;

/**
 * pcapng's `if_tsresol`: units of 10^-n s, or of 2^-n s where the top bit is set. What is finer than a nanosecond is cut.
 *
 * The count exceeds 2^53 for nanoseconds, so it is divided digit by digit in base 2^16, where every step stays exact for up to
 * 2^37 units per second; finer units go through BigInt.
 */
export function resolution(code: number): Resolution {
  const exponent = code & 0x7f;
  const perSecond = (code & 0x80 ? 2n : 10n) ** BigInt(exponent);
  return perSecond <= 1n << 32n ? byDigits(Number(perSecond)) : byBigInt(perSecond);
}

function byDigits(perSecond: number): Resolution {
  const nanosecondsPerUnit = 1e9 / perSecond;
  return (high, low, into) => {
    let quotient = Math.floor(high / perSecond);
    let rest = (high % perSecond) * 65536 + (low >>> 16);
    quotient = quotient * 65536 + Math.floor(rest / perSecond);
    rest = (rest % perSecond) * 65536 + (low & 0xffff);
    quotient = quotient * 65536 + Math.floor(rest / perSecond);
    rest %= perSecond;
    into.seconds = quotient;
    // Powers of ten up to 10^9 divide evenly; powers of two up to 2^32 keep rest * 10^9 below 2^62, so they need the long way.
    into.nanoseconds = Number.isInteger(nanosecondsPerUnit)
      ? rest * nanosecondsPerUnit
      : Number((BigInt(rest) * 1000000000n) / BigInt(perSecond));
  };
}

function byBigInt(perSecond: bigint): Resolution {
  return (high, low, into) => {
    const count = (BigInt(high) << 32n) | BigInt(low);
    into.seconds = Number(count / perSecond);
    into.nanoseconds = Number(((count % perSecond) * 1000000000n) / perSecond);
  };
}

/** Nanoseconds of one unit, where they are a whole number; else 0. */
export function nanosecondsPerUnit(code: number): number {
  const unit = 1e9 / (code & 0x80 ? 2 : 10) ** (code & 0x7f);
  return Number.isInteger(unit) ? unit : 0;
}
