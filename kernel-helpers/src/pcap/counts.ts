import type { Time } from "../runfolder/time";

/** What a reading saw, garbage included: nothing inside a capture throws, everything is told here. */
export interface ReadingCounts {
  /** Frames in the capture. Those that are not in `ignored` are IP packets and were handed on. */
  packets: number;
  /** Frames that were left out, by reason. */
  ignored: Record<string, number>;
  /** Packets that were taken although something is odd about them, by reason, with their IP bytes. */
  odd: Record<string, { packets: number; bytes: number }>;
  /** Frames of which the snap length kept a part only. */
  truncated: number;
  /** Frames that the capture itself says it missed, in the statistics of pcapng: they are in none of the other counts. */
  lost: number;
  /** Frames with a time stamp before that of an earlier frame of the same file. */
  outOfOrder: number;
  /** Earliest and latest time stamp, seconds since the epoch; null without frames. */
  firstTime: Time | null;
  lastTime: Time | null;
  /** The first thing that ended the reading of a file before its end: nothing behind it is counted. */
  fault: { file: string; position: number; reason: string } | null;
}

export function noCounts(): ReadingCounts {
  return { packets: 0, ignored: {}, odd: {}, truncated: 0, lost: 0, outOfOrder: 0, firstTime: null, lastTime: null, fault: null };
}

/** The counts of several readings as those of one; the first fault is kept. */
export function addCounts(a: ReadingCounts, b: ReadingCounts): ReadingCounts {
  const ignored = { ...a.ignored };
  for (const [reason, n] of Object.entries(b.ignored)) ignored[reason] = (ignored[reason] ?? 0) + n;
  const odd = { ...a.odd };
  for (const [reason, { packets, bytes }] of Object.entries(b.odd)) {
    const before = odd[reason] ?? { packets: 0, bytes: 0 };
    odd[reason] = { packets: before.packets + packets, bytes: before.bytes + bytes };
  }
  return {
    packets: a.packets + b.packets,
    ignored,
    odd,
    truncated: a.truncated + b.truncated,
    lost: a.lost + b.lost,
    outOfOrder: a.outOfOrder + b.outOfOrder,
    firstTime: extreme(Math.min, a.firstTime, b.firstTime),
    lastTime: extreme(Math.max, a.lastTime, b.lastTime),
    fault: a.fault ?? b.fault,
  };
}

function extreme(choose: (a: number, b: number) => number, a: Time | null, b: Time | null): Time | null {
  return a === null ? b : b === null ? a : choose(a, b);
}
