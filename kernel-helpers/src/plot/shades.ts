import type { Label } from "../edges/labels";
import { type Mark, theftKind } from "../edges/parts";
import type { MetricSlice } from "../metrics/table";
import { escapeHtml } from "../table/markup";
import { faded, type Theme } from "./style";

/** Windows that follow each other with one label; seconds from the origin. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly label: Label;
}
type Labelled = Pick<MetricSlice, "every" | "labels">;

/** More shapes than that make a figure slow. */
const mostSpans = 400;

/**
 * What is shaded behind series over time: the windows under exfiltration, as the ledger's labels say, and in grey those that a theft only
 * touches. Without labels, or where they change too often to be drawn, the marks.
 */
export function shades(slice: Labelled, marks: readonly Mark[], look: Theme): object[] {
  const spans = labelSpans(slice);
  if (!spans) return marks.map((mark) => shade(mark, look.stolen));
  const others = marks.filter(({ kind }) => kind !== theftKind);
  return [
    ...spans.map((span) => shade(span, span.label === "positive" ? look.stolen : look.faint)),
    ...others.map((mark) => shade(mark, look.stolen)),
  ];
}

/** The name of each kind of span, once, above its first; that of the thefts above the longest. */
export function shadeTitles(slice: Labelled, marks: readonly Mark[], look: Theme): object[] {
  const [longest] = (labelSpans(slice) ?? [])
    .filter(({ label }) => label === "positive")
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  const known = slice.labels && labelSpans(slice) ? marks.filter(({ kind }) => kind !== theftKind) : marks;
  const first = known.filter(({ kind }, i) => known.findIndex((other) => other.kind === kind) === i);
  return [...(longest ? [{ ...longest, kind: theftKind }] : []), ...first].map(({ start, end, kind }) => ({
    text: escapeHtml(kind),
    x: (start + end) / 2,
    xref: "x",
    y: 1,
    yref: "paper",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 12, color: look.stolen },
  }));
}

/** Whether grey windows are shaded. */
export const hasGrey = (slice: Labelled): boolean => labelSpans(slice)?.some(({ label }) => label === "grey") ?? false;

function labelSpans({ every, labels }: Labelled): Span[] | null {
  if (!labels) return null;
  const spans: { start: number; end: number; label: Label }[] = [];
  labels.forEach((label, window) => {
    const last = spans.at(-1);
    if (label === "negative") return;
    if (last?.label === label && last.end === window * every) last.end = (window + 1) * every;
    else spans.push({ start: window * every, end: (window + 1) * every, label });
  });
  return spans.length > mostSpans ? null : spans;
}

function shade({ start, end }: Pick<Mark, "start" | "end">, colour: string): object {
  return {
    type: "rect",
    xref: "x",
    x0: start,
    x1: end,
    yref: "paper",
    y0: 0,
    y1: 1,
    fillcolor: faded(colour, 0.14),
    line: { width: 0 },
    layer: "below",
  };
}
