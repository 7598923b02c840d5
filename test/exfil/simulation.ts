import { rateControl } from "../../kernel-helpers/src/exfil/agent/control";
import { chunksOf } from "../../kernel-helpers/src/exfil/det/chunk";
import type { Scheduled } from "../../kernel-helpers/src/exfil/schedule";
import type { Arrival } from "../../kernel-helpers/src/exfil/held";
import { randomStream } from "../../kernel-helpers/src/runfolder/random";

/** What a path does to a theft; times in milliseconds. */
export interface Path {
  /** How long the sender is busy with a message. */
  readonly cost: number;
  /** How long a message is on its way, at least and at most. */
  readonly latency: readonly [number, number];
  /** Share of the messages that never come. */
  readonly loss: number;
  /** How late a timer is, at most. */
  readonly timer: number;
  /** From when to when the sender, or the whole path, stands still. */
  readonly stalls: readonly (readonly [number, number])[];
  /** Messages that a relay lets pass each second; the others wait in it. */
  readonly relay: number;
  /** Between receipts; infinite: none ever comes. */
  readonly receipts: number;
}

export const quietPath: Path = { cost: 2, latency: [3, 8], loss: 0, timer: 2, stalls: [], relay: Infinity, receipts: 250 };

/** A theft on a clock of its own. @returns what arrived, in seconds, and the most bytes that were under way at once */
export function simulate(sender: Scheduled, given: Partial<Path> = {}): { arrivals: Arrival[]; mostUnderWay: number } {
  const path = { ...quietPath, ...given };
  const random = randomStream(sender.seed, "simulation");
  const control = rateControl(sender, randomStream(sender.seed, "jitter"));
  const arrivals: (Arrival & { at: number; index: number })[] = [];
  let now = 1000;
  let relayFree = 0;
  let nextReceipt = now;
  let mostUnderWay = 0;
  let sentBytes = 0;
  let came = 0; // arrivals that a receipt has counted
  let received = 0;
  let through = -1;
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    const stall = path.stalls.find(([from, to]) => now >= from && now < to);
    if (stall) now = stall[1];
  };
  const hear = (): void => {
    for (; came < arrivals.length && arrivals[came].at <= now; came++) {
      received += arrivals[came].payload;
      through = Math.max(through, arrivals[came].index);
    }
    if (now < nextReceipt) return;
    control.heard({ received, through }, now);
    nextReceipt = now + path.receipts;
  };
  let index = 0;
  for (const { length } of chunksOf([Buffer.alloc(sender.data.bytes)], sender.chunk, random)) {
    for (let wait = control.wait(length, now); wait > 0; wait = control.wait(length, now)) {
      pass(Math.min(wait, 250) + random() * path.timer);
      hear();
    }
    control.sent(length, now);
    sentBytes += length;
    pass(path.cost);
    if (random() >= path.loss) {
      const [least, most] = path.latency;
      relayFree = Math.max(relayFree + 1000 / path.relay, now + least + random() * (most - least));
      arrivals.push({ at: relayFree, time: relayFree / 1000, payload: length, index });
    } else sentBytes -= length;
    index++;
    hear();
    mostUnderWay = Math.max(mostUnderWay, sentBytes - received);
  }
  return { arrivals, mostUnderWay };
}

/**
 * The minute that differs most from a steady rate, as a share of the larger of 5 % and one chunk: 1 is the most that is allowed.
 * Counted anew here, window by window.
 */
export function worstMinute(arrivals: readonly Arrival[], { bytesPerSecond, chunk }: Scheduled): number {
  const allowed = Math.max(0.05 * 60 * bytesPerSecond, chunk.max);
  const end = arrivals[arrivals.length - 1].time - 60;
  let worst = 0;
  for (let from = arrivals[0].time; from <= end; from += 0.7) {
    const bytes = arrivals.reduce((sum, { time, payload }) => (time >= from && time < from + 60 ? sum + payload : sum), 0);
    worst = Math.max(worst, Math.abs(bytes - 60 * bytesPerSecond) / allowed);
  }
  return worst;
}
