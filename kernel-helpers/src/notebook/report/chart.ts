import type { Mark } from "../../edges/parts";
import { type Markup, markup } from "./markup";

/** A line over the windows of a trial. */
export interface Chart {
  readonly title: string;
  /** Seconds of a window. */
  readonly every: number;
  /** Seconds of the trial. */
  readonly seconds: number;
  readonly values: Float64Array;
  /** Drawn below the first, as an area. */
  readonly area?: Float64Array;
  /** Shaded, in seconds from the start of the trial. */
  readonly spans: readonly Mark[];
}

const [width, height] = [560, 110];
const [left, top, bottom] = [56, 18, 16];

/** A small picture without script: it looks the same wherever the page is opened. */
export function chart({ title, every, seconds, values, area, spans }: Chart): Markup {
  const greatest = niceAbove(values.reduce((most, value) => Math.max(most, value), 0));
  const x = (second: number) => round(left + (Math.min(second, seconds) / seconds) * (width - left));
  const y = (value: number) => round(top + (1 - value / greatest) * (height - top - bottom));
  const points = (of: Float64Array) => Array.from(of, (value, i) => `${x((i + 0.5) * every)},${y(value)}`).join(" ");
  const shades = spans.map(
    ({ start, end, kind, benign }) =>
      markup`<rect class="${benign ? "benign" : "span"}" x="${x(start)}" y="${top}" width="${round(Math.max(1, x(end) - x(start)))}" height="${height - top - bottom}"><title>${kind}</title></rect>`,
  );
  const under = area
    ? markup`<polygon class="loot" points="${`${x(every / 2)},${y(0)} ${points(area)} ${x((area.length - 0.5) * every)},${y(0)}`}"/>`
    : markup``;
  return markup`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
<text x="${left}" y="11">${title}</text>${shades}
<line x1="${left}" x2="${width}" y1="${y(0)}" y2="${y(0)}"/><line x1="${left}" x2="${width}" y1="${y(greatest)}" y2="${y(greatest)}"/>
<text class="tick" x="${left - 5}" y="${y(0) + 3}">0</text><text class="tick" x="${left - 5}" y="${y(greatest) + 6}">${shown(greatest)}</text>
<text x="${left}" y="${height - 3}">0 s</text><text class="tick" x="${width}" y="${height - 3}">${round(seconds)} s</text>
${under}<polyline points="${points(values)}"/></svg>`;
}

/** The least of 1, 2, 5 times a power of ten that is not below. */
function niceAbove(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}

const round = (value: number): number => Math.round(value * 100) / 100;
const shown = (value: number): string => (value >= 1e6 ? `${value / 1e6} M` : value >= 1e3 ? `${value / 1e3} k` : String(value));
