import { dueCurve, peakOf, type Scheduled } from "../schedule";

/*
 * The rate is held where it is measured: at the receiver. The sender follows the due curve of its schedule, and hears from time to
 * time (through the coordinator, never over a network of the lab) what has come. What was lost on the way is sent as more of the file,
 * so that the receiver's rate stays; what piles up in relays holds it back.
 */

/** What the receiver has of one job: unique payload bytes, and the highest index of a data message; -1 when there is none. */
export interface Receipt {
  readonly received: number;
  readonly through: number;
}

/** Decides when messages go. Times are milliseconds of a clock that never goes back. Pure but for its own state. */
export interface RateControl {
  /** Milliseconds that the next message, of so many payload bytes, still has to wait at this time; 0: it goes now. Asked until it is 0. */
  wait(bytes: number, now: number): number;
  /** The message with the next index has gone. */
  sent(bytes: number, now: number): void;
  heard(receipt: Receipt, now: number): void;
}

/** How much faster than by its schedule a message follows another while lost time is made up for. */
const haste = 1.5;

/** Lost time up to this is made up for at once, milliseconds: timers of a busy machine are late. */
const slack = 100;

/** Seconds over which the rate must be right, and the share by which it may be wrong. */
const minute = 60;
const tolerance = 0.05;

/** A receipt older than this holds nobody back, milliseconds: the coordinator may be busy, or gone. */
const freshness = 1500;

/** Seconds at the greatest rate, and chunks beside, that may be on their way. */
const underWay = { seconds: 2, chunks: 16 };

/** Milliseconds until it is looked again whether what is under way has arrived. */
const look = 20;

/**
 * A sender's rate control.
 *
 * Lost time is made up for, at most 1.5 times as fast. A sending of more than a minute lets go what is more than 5 % of a minute (less
 * a chunk): made up for, it would spoil the minute after.
 *
 * @param random for the jitter: how late a message is, as a share of what the schedule allows
 */
export function rateControl(sender: Scheduled, random: () => number): RateControl {
  const curve = dueCurve(sender);
  const { bytesPerSecond, chunk, data } = sender;
  const peak = bytesPerSecond * peakOf(sender.schedule);
  const jitter = sender.schedule?.jitter ?? 0;
  const isShort = data.bytes <= minute * bytesPerSecond;
  const mostDebt = isShort ? Infinity : Math.max(1, tolerance * minute - chunk.max / bytesPerSecond) * 1000;
  const mostUnderWay = underWay.seconds * peak + underWay.chunks * chunk.max;
  /** Payload bytes before and with each message that has gone. */
  const through: number[] = [];
  let origin: number | null = null;
  let sent = 0;
  let lost = 0;
  let received = 0;
  let heardAt = -Infinity;
  let earliest = -Infinity;
  let late: number | null = null;

  return {
    wait(bytes, now) {
      origin ??= now;
      const before = sent - lost;
      const time = curve.timeOf(before);
      late ??= jitter === 0 ? 0 : jitter * random() * (curve.timeOf(before + bytes) - time);
      const debt = now - (origin + (time + late) * 1000);
      if (debt > mostDebt) origin += debt - mostDebt;
      const due = Math.max(origin + (time + late) * 1000, earliest);
      if (due > now) return due - now;
      const isHeldBack = now - heardAt < freshness && before - received > mostUnderWay;
      return isHeldBack ? look : 0;
    },
    sent(bytes, now) {
      const before = sent - lost;
      const gap = Math.min(curve.timeOf(before + bytes) - curve.timeOf(before), bytes / peak);
      // Counted from when the message was due, if that is not long ago: jitter and late timers are no lost time.
      earliest = Math.max(earliest, now - (late ?? 0) * 1000 - slack) + (gap / haste) * 1000;
      sent += bytes;
      through.push(sent);
      late = null;
    },
    heard(receipt, now) {
      received = receipt.received;
      heardAt = now;
      // What went before the last that has come, and has not come, will not. Messages that overtake others look lost until these come.
      lost = Math.max(0, (through[receipt.through] ?? 0) - received);
    },
  };
}
