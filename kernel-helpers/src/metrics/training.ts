import { InputError } from "../config/error";
import { suspect } from "../edges/benign";
import type { EdgeTable } from "../edges/table";

/** Seconds from the origin. */
export interface TrainingSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Windows that a frozen reference is made of: those that lie whole in the span, are covered and are not silent.
 *
 * Without a span they are those before the first mark that is not benign. There may be none, as in windows that are longer than the time before a theft: then
 * nothing that needs a reference is defined, for one with the theft in it would tell nothing. Without such marks they are those of the first third, of a
 * capture that has none there its first window with traffic.
 */
export function trainingWindows(edges: EdgeTable, span?: TrainingSpan): number[] {
  const [{ every, windowCount, coverage, offsets }] = edges.parts.slices;
  const firstMark = Math.min(...suspect(edges.marks).map((mark) => mark.start));
  const { from, to } = span ?? { from: 0, to: Number.isFinite(firstMark) ? firstMark : (windowCount * every) / 3 };
  const spoken = Array.from({ length: windowCount }, (_, window) => window).filter((window) => offsets[window + 1] > offsets[window]);
  const inside = spoken.filter((window) => window * every >= from && (window + 1) * every <= to);
  const covered = inside.filter((window) => coverage[window] === 1);
  if (covered.length > 0) return covered;
  return span || Number.isFinite(firstMark) || inside.length > 0 ? inside : spoken.slice(0, 1);
}

/** @throws InputError when a span that is asked for holds a whole window with traffic at no granularity of the table */
export function checkTraining(edges: EdgeTable, span: TrainingSpan | undefined): void {
  if (!span || edges.rowCount === 0) return;
  if (edges.granularities.some((every) => trainingWindows(edges.every(every), span).length > 0)) return;
  const lengths = edges.granularities.join(", ");
  throw new InputError(`training: no whole window of ${lengths} s with traffic lies between ${span.from} and ${span.to} s`);
}
