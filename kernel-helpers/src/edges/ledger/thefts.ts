import type { LedgerLine } from "../../runfolder/ledger";
import type { Time } from "../../runfolder/time";
import { medianOf } from "../../table/quantile";
import { type Mark, theftKind } from "../parts";
import { leaves } from "./endpoints";

/** One stolen file on its way: from its first message at its originator to its last at the last hop; seconds from the origin. */
export interface Theft {
  /** DET's job id. */
  readonly job: string;
  readonly start: number;
  readonly end: number;
}

/** The thefts on record, by start. */
export function theftsOf(ledger: readonly LedgerLine[], origin: Time): Theft[] {
  const jobs = new Map<string, { start: Time; end: Time }>();
  for (const { job, time } of ledger) {
    const span = jobs.get(job) ?? { start: time, end: time };
    jobs.set(job, { start: Math.min(span.start, time), end: Math.max(span.end, time) });
  }
  return [...jobs]
    .map(([job, { start, end }]) => ({ job, start: start - origin, end: end - origin }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Gaps between messages, in median gaps, that are no longer the thief's own pace. */
const pace = 5;

/**
 * When stolen data left its originators, as spans to shade. A pause ends a span: one that leaves at least a whole window without a
 * message, and is longer than the thief's own pace.
 *
 * @param finest granularity in seconds of the finest windows
 */
export function theftMarks(ledger: readonly LedgerLine[], origin: Time, finest: number): Mark[] {
  const times = ledger
    .filter((line) => leaves(line) && line.hop === 0 && line.payload > 0)
    .map(({ time }) => time - origin)
    .sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const pause = Math.max(2 * finest, pace * medianOf(gaps));
  const marks: { start: number; end: number; kind: string }[] = [];
  times.forEach((time, i) => {
    if (i > 0 && gaps[i - 1] < pause) marks[marks.length - 1].end = time;
    else marks.push({ start: time, end: time, kind: theftKind });
  });
  return marks;
}
