import { suspect } from "../edges/benign";
import type { Label } from "../edges/labels";
import type { EdgeTable, Mark } from "../edges/table";

/**
 * The labels of windows that the edges had from their ledger. Without a ledger they are made of the marks: positive is a window that lies
 * whole in a mark, grey one that a mark touches.
 */
export function windowLabels(
  slice: { readonly every: number; readonly windowCount: number; readonly labels?: readonly Label[] },
  marks: readonly Mark[],
): readonly Label[] {
  const { every, windowCount, labels } = slice;
  if (labels) return labels;
  return Array.from({ length: windowCount }, (_, window): Label => {
    const [from, to] = [window * every, (window + 1) * every];
    const touching = suspect(marks).filter(({ start, end }) => start < to && end > from);
    return touching.some(({ start, end }) => start <= from && end >= to) ? "positive" : touching.length > 0 ? "grey" : "negative";
  });
}

/** The same of edges of one granularity. */
export const edgeLabels = (edges: EdgeTable): readonly Label[] =>
  edges.hasExfil ? edges.labels() : windowLabels(edges.parts.slices[0], edges.marks);
