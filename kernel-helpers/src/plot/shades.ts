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
 * touches. Without labels, or where they change too often to be drawn, the marks. Benign marks are blue with a dotted border, so that they differ
 * from thefts in more than their colour.
 */
export function shades(slice: Labelled, marks: readonly Mark[], look: Theme): object[] {
  const spans = labelSpans(slice);
  const thefts = spans?.map((span) => shade(span, span.label === "positive" ? look.stolen : look.faint)) ?? [];
  const others = spans ? marks.filter(({ kind }) => kind !== theftKind) : marks;
  return [...thefts, ...others.map((mark) => (mark.benign ? dotted(mark, look.benign) : shade(mark, look.stolen)))];
}

/**
 * The name of each kind of span, once, above its first; that of the thefts above the longest. Those that would lie upon each other are in rows.
 *
 * @param taken letters of what stands at the left of the first row
 */
export function shadeTitles(
  slice: Labelled & Pick<MetricSlice, "windowCount">,
  marks: readonly Mark[],
  look: Theme,
  taken = 0,
): ShadeTitle[] {
  const [longest] = (labelSpans(slice) ?? [])
    .filter(({ label }) => label === "positive")
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  const known = slice.labels && labelSpans(slice) ? marks.filter(({ kind }) => kind !== theftKind) : marks;
  const first = known.filter(({ kind }, i) => known.findIndex((other) => other.kind === kind) === i);
  const named: Mark[] = [...(longest ? [{ ...longest, kind: theftKind }] : []), ...first];
  const rows = rowsOf(named, slice.windowCount * slice.every, taken);
  return named.map(({ start, end, kind, benign }, i) => ({
    text: escapeHtml(kind),
    x: (start + end) / 2,
    xref: "x",
    y: 1,
    yref: "paper",
    yanchor: "bottom",
    yshift: rows[i] * rowHeight,
    showarrow: false,
    font: { size: 12, color: benign ? look.benign : look.stolen },
  }));
}

export interface ShadeTitle {
  readonly text: string;
  /** Pixels above the panel. */
  readonly yshift: number;
  readonly [option: string]: unknown;
}

const rowHeight = 14;
/** About as wide as a letter is, as a share of the narrowest figure. */
const letter = 0.01;

/** In which row above the panel each title has room, from 0. */
function rowsOf(named: readonly Mark[], length: number, taken: number): number[] {
  const ends: { readonly from: number; readonly to: number }[][] = [[{ from: -Infinity, to: (taken && taken + 1) * letter }]];
  return named.map(({ start, end, kind }) => {
    const [middle, half] = [(start + end) / 2 / length, ((kind.length + 2) * letter) / 2];
    const isFree = (row: number) => (ends[row] ?? []).every(({ from, to }) => to <= middle - half || from >= middle + half);
    const row = [...ends.keys(), ends.length].find(isFree)!;
    (ends[row] ??= []).push({ from: middle - half, to: middle + half });
    return row;
  });
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

const dotted = (mark: Mark, colour: string): object => ({
  ...shade(mark, colour),
  fillcolor: faded(colour, 0.08),
  line: { width: 1, dash: "dot", color: faded(colour, 0.7) },
});
