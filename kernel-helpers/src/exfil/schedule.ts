import { randomStream } from "../runfolder/random";
import { meanChunk, type ChunkSize } from "./det/chunk";

/** How a sender's messages lie in its span. */
export interface Schedule {
  readonly style: "steady" | "bursty" | "low-and-slow";
  /** The cycle of bursts, seconds. */
  readonly burst?: { readonly on: number; readonly off: number };
  /** Share of the gap to the next message by which a message is late at most. */
  readonly jitter: number;
}

/** What a schedule stands on. */
export interface Scheduled {
  readonly schedule?: Schedule;
  readonly bytesPerSecond: number;
  readonly chunk: ChunkSize;
  readonly data: { readonly bytes: number };
  readonly seed: number;
}

/** When which byte of a sending is due: two functions, each the other's inverse. Both never fall. */
export interface DueCurve {
  /** Seconds after the first byte at which byte number `bytes` is due. */
  timeOf(bytes: number): number;
  /** Bytes that are due `seconds` after the first. */
  bytesAt(seconds: number): number;
}

/** The cycle of bursts where none is given, seconds. */
export const usualBurst = { on: 5, off: 10 };

/** The greatest rate of a schedule while it sends, as a multiple of the mean. */
export function peakOf(schedule: Schedule | undefined): number {
  if (schedule?.style !== "bursty") return 1;
  const { on, off } = schedule.burst ?? usualBurst;
  return (on + off) / on;
}

/**
 * The schedule of one sender: whatever the style, its mean is `bytesPerSecond`. Steady: a straight line. Bursty: straight pieces and
 * silence, in cycles. Low and slow: messages at independent times (a Poisson process, given their number).
 */
export function dueCurve(sender: Scheduled): DueCurve {
  switch (sender.schedule?.style) {
    case "bursty":
      return bursts(sender.bytesPerSecond, sender.schedule.burst ?? usualBurst);
    case "low-and-slow":
      return waits(sender);
    default:
      return { timeOf: (bytes) => bytes / sender.bytesPerSecond, bytesAt: (seconds) => seconds * sender.bytesPerSecond };
  }
}

function bursts(bytesPerSecond: number, { on, off }: { readonly on: number; readonly off: number }): DueCurve {
  const cycle = on + off;
  const each = bytesPerSecond * cycle;
  return {
    timeOf: (bytes) => Math.floor(bytes / each) * cycle + ((bytes % each) / each) * on,
    bytesAt: (seconds) => (Math.floor(seconds / cycle) + Math.min(1, (seconds % cycle) / on)) * each,
  };
}

/** Most messages whose times are drawn; beyond, times go on evenly. */
const mostKnots = 200_000;

function waits({ bytesPerSecond, chunk, data, seed }: Scheduled): DueCurve {
  const random = randomStream(seed, "waits");
  const step = meanChunk(chunk);
  const count = Math.min(mostKnots, Math.max(1, Math.round(data.bytes / step)));
  const sums = [0];
  // Exponential waits, scaled so that all of them take as long as the mean rate says.
  for (let i = 0; i < count; i++) sums.push(sums[i] - Math.log(1 - random()));
  const scale = (count * step) / bytesPerSecond / sums[count];
  const times = sums.map((sum) => sum * scale);
  return {
    timeOf(bytes) {
      const at = Math.min(bytes / step, count);
      const knot = Math.min(Math.floor(at), count - 1);
      const within = times[knot] + (at - knot) * (times[knot + 1] - times[knot]);
      return within + Math.max(0, bytes / step - count) * (step / bytesPerSecond);
    },
    bytesAt(seconds) {
      const knot = Math.max(0, lastAtMost(times, seconds));
      if (knot >= count) return count * step + (seconds - times[count]) * bytesPerSecond;
      return (knot + (seconds - times[knot]) / (times[knot + 1] - times[knot])) * step;
    },
  };
}

/** Index of the last of sorted numbers that is at most `limit`; -1 when none is. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = -1;
  for (let high = sorted.length; high - low > 1;) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle;
    else high = middle;
  }
  return low;
}
