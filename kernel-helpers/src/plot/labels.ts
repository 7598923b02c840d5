import type { Mark } from "../edges/table";

/** What a window is for whoever looks for the thief. */
export type WindowLabel = "positive" | "grey" | "negative";

/**
 * The labels of windows that the edges had from their ledger. Without a ledger they are made of the marks: positive is a window that lies
 * whole in a mark, grey one that a mark touches.
 */
export function windowLabels(
  slice: { readonly every: number; readonly windowCount: number; readonly labels?: readonly WindowLabel[] },
  marks: readonly Mark[],
): readonly WindowLabel[] {
  const { every, windowCount, labels } = slice;
  if (labels) return labels;
  return Array.from({ length: windowCount }, (_, window): WindowLabel => {
    const [from, to] = [window * every, (window + 1) * every];
    const touching = marks.filter(({ start, end }) => start < to && end > from);
    return touching.some(({ start, end }) => start <= from && end >= to) ? "positive" : touching.length > 0 ? "grey" : "negative";
  });
}
