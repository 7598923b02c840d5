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
 * Without a span they are those before the first mark that is not benign, without such marks the first third. A capture that has none gets its first window with traffic.
 */
export function trainingWindows(edges: EdgeTable, span?: TrainingSpan): number[] {
  const [{ every, windowCount, coverage, offsets }] = edges.parts.slices;
  const firstMark = Math.min(...suspect(edges.marks).map((mark) => mark.start));
  const { from, to } = span ?? { from: 0, to: Number.isFinite(firstMark) ? firstMark : (windowCount * every) / 3 };
  const spoken = Array.from({ length: windowCount }, (_, window) => window).filter((window) => offsets[window + 1] > offsets[window]);
  const inside = spoken.filter((window) => window * every >= from && (window + 1) * every <= to);
  const covered = inside.filter((window) => coverage[window] === 1);
  return covered.length > 0 ? covered : inside.length > 0 ? inside : spoken.slice(0, 1);
}
