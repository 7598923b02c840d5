import { farthest } from "./copies";

/** Packets that were looked at: column by column, in the order of the files. */
export interface Samples {
  readonly count: number;
  /** Two words each. */
  readonly keys: Int32Array;
  /** Seconds since the epoch. */
  readonly times: Float64Array;
  readonly pointOf: Uint32Array;
  /** 1 where a packet has something of its own. */
  readonly distinct: Uint8Array;
}

/** For packets that could be any other: their copies come within that time, in seconds, and prove something by their number only. */
const nearby = 0.01;

/** Samples of which another point has a copy. */
export interface Found {
  /** Two samples of one packet, the earliest. */
  readonly pair: readonly [number, number] | null;
  readonly copies: number;
  /** Samples among which they were found. */
  readonly of: number;
}

/**
 * Looks for packets that two points have in common.
 *
 * @param related whether two points may see the same packets
 * @returns of the packets that have something of their own, and of those that could be any other
 */
export function commonPackets(samples: Samples, related: (a: number, b: number) => boolean): { distinct: Found; alike: Found } {
  const { times, pointOf, distinct, count } = samples;
  const own = distinct.subarray(0, count).reduce((sum, one) => sum + one, 0);
  const found = [
    { pair: null as [number, number] | null, copies: 0, of: count - own },
    { pair: null as [number, number] | null, copies: 0, of: own },
  ];
  for (const run of runsOfOneKey(samples)) {
    const isDistinct = distinct[run[0]];
    const into = found[isDistinct];
    const latest = new Map<number, number>(); // The latest sample at each point.
    for (const i of run) {
      for (const [point, j] of latest) {
        if (point === pointOf[i] || times[i] - times[j] > (isDistinct ? farthest : nearby) || !related(point, pointOf[i])) continue;
        if (!into.pair || times[j] < times[into.pair[0]]) into.pair = [j, i];
        into.copies++;
        break;
      }
      latest.set(pointOf[i], i);
    }
  }
  return { alike: found[0], distinct: found[1] };
}

/** Numbers of samples with one key, several of them, by time. */
function* runsOfOneKey({ keys, times, count }: Samples): Generator<number[]> {
  // The first word and the place as one number below 2^53: sorted without a function that compares.
  const places = keys.length / 2;
  const order = Float64Array.from({ length: count }, (_, i) => (keys[i * 2] >>> 0) * places + i).sort();
  for (let from = 0; from < count;) {
    const word = Math.floor(order[from] / places);
    let to = from + 1;
    while (to < count && Math.floor(order[to] / places) === word) to++;
    if (to - from > 1) {
      const bySecond = new Map<number, number[]>();
      for (const one of order.subarray(from, to)) {
        const i = one % places;
        const run = bySecond.get(keys[i * 2 + 1]);
        if (run) run.push(i);
        else bySecond.set(keys[i * 2 + 1], [i]);
      }
      for (const run of bySecond.values()) if (run.length > 1) yield run.sort((a, b) => times[a] - times[b]);
    }
    from = to;
  }
}
