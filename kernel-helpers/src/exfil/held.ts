import { dueCurve, type Scheduled } from "./schedule";

/** A message that has come for the first time: seconds, and bytes of the stolen file. */
export interface Arrival {
  readonly time: number;
  readonly payload: number;
}

/** A sender's job at the receiver, by time. */
export interface ArrivedJob {
  readonly sender: Scheduled;
  readonly arrivals: readonly Arrival[];
}

/** A minute, or all of a shorter theft: from the theft's first arrival, seconds; and bytes. */
export interface HeldWindow {
  readonly from: number;
  readonly to: number;
  readonly wanted: number;
  readonly received: number;
}

/** Whether a rate was held. */
export interface HeldRate {
  /** Unique bytes ÷ (last − first arrival), bytes/s; null with fewer than two arrivals. */
  readonly rate: number | null;
  /** Seconds from the first arrival to the last. */
  readonly seconds: number;
  /** Whether every minute was within 5 % of what the schedule wanted, or within one chunk of each sender where that is more. */
  readonly held: boolean;
  /** The window that was furthest from its schedule; null when nothing came. */
  readonly worst: HeldWindow | null;
  /** Least and greatest rate over windows, bytes/s; null where the theft was shorter. */
  readonly spread: { readonly least: number; readonly greatest: number } | null;
}

/** By how much a minute may differ. */
const tolerance = 0.05;

/** Seconds between the starts of windows. */
const step = 1;

/**
 * Judges the rate of one span of a theft: every window of a minute is compared with what the senders' schedules wanted in it, counted
 * from each one's first arrival.
 *
 * @param jobs one for each sender of the span
 * @param windowSeconds default 60
 */
export function heldRate(jobs: readonly ArrivedJob[], windowSeconds = 60): HeldRate {
  const begun = jobs.filter(({ arrivals }) => arrivals.length > 0);
  const all = begun.flatMap(({ arrivals }) => arrivals).sort((a, b) => a.time - b.time);
  if (all.length === 0) return { rate: null, seconds: 0, held: false, worst: null, spread: null };
  const first = all[0].time;
  const seconds = all[all.length - 1].time - first;
  const curves = begun.map(({ sender, arrivals }) => ({ ...dueCurve(sender), start: arrivals[0].time - first }));
  const due = (second: number) => curves.reduce((sum, { bytesAt, start }) => sum + bytesAt(Math.max(0, second - start)), 0);
  const came = arrivedBy(all, first);
  const chunks = jobs.reduce((sum, { sender }) => sum + sender.chunk.max, 0);

  const length = Math.min(windowSeconds, seconds);
  const windows: HeldWindow[] = [];
  for (let from = 0; from < seconds - length; from += step) windows.push(windowAt(from, from + length));
  windows.push(windowAt(seconds - length, seconds));

  function windowAt(from: number, to: number): HeldWindow {
    // The last window has the last message in it; the others end just before what comes at their end.
    const received = (to >= seconds ? came(Infinity) : came(to)) - came(from);
    return { from, to, wanted: due(to) - due(from), received };
  }
  const excess = ({ wanted, received }: HeldWindow) => Math.abs(received - wanted) - Math.max(tolerance * wanted, chunks);
  const worst = windows.reduce((most, window) => (excess(window) > excess(most) ? window : most));
  const total = came(Infinity);
  const rates = windows.map(({ from, to, received }) => received / (to - from));
  return {
    rate: seconds > 0 ? total / seconds : null,
    seconds,
    held: begun.length === jobs.length && excess(worst) <= 0,
    worst,
    spread: seconds > windowSeconds ? { least: Math.min(...rates), greatest: Math.max(...rates) } : null,
  };
}

/** Bytes that came before so many seconds after the first arrival. */
function arrivedBy(sorted: readonly Arrival[], first: number): (second: number) => number {
  const sums = [0];
  for (const { payload } of sorted) sums.push(sums[sums.length - 1] + payload);
  return (second) => {
    let low = 0;
    for (let high = sorted.length; low < high;) {
      const middle = (low + high) >> 1;
      if (sorted[middle].time - first < second) low = middle + 1;
      else high = middle;
    }
    return sums[low];
  };
}
