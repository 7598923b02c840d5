import type { MetricResult } from "../metrics/result";
import type { MetricSlice } from "../metrics/table";
import { escapeHtml } from "../table/markup";
import { suffix, type Panel } from "./panels";
import { type Theme } from "./style";

/** How a node's line is drawn. */
interface Stroke {
  readonly color: string;
  readonly dash: string;
}

/** How many lines a panel has at most, and how those of nodes are drawn. */
export interface LineStyle {
  readonly count: number;
  readonly strokeOf: ReadonlyMap<string, Stroke>;
  readonly look: Theme;
  /** The same metrics of another table, drawn dashed behind those of the whole graph. */
  readonly beside?: { readonly name: string; result(name: string): MetricResult };
}

/** The lines of a panel: one, or those of the nodes with the largest sums. */
export function linesOf({ result, index }: Panel, slice: MetricSlice, { count, strokeOf, look, beside }: LineStyle): object[] {
  const { every, windowCount, coverage } = slice;
  const x = Array.from({ length: windowCount }, (_, window) => (window + 0.5) * every);
  const line = (name: string, stroke: Partial<Stroke> & Pick<Stroke, "color">, values: ArrayLike<number>, legend: object): object => ({
    type: windowCount > 20000 ? "scattergl" : "scatter",
    mode: windowCount > 200 ? "lines" : "lines+markers",
    name,
    x,
    y: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
    yaxis: `y${suffix(index)}`,
    cliponaxis: false, // The dots at 0 are whole.
    line: { ...stroke, width: 1.6 },
    marker: { size: 4.5, color: stroke.color, symbol: Array.from(coverage, (share) => (share < 1 ? "circle-open" : "circle")) },
    ...legend,
  });
  const { values } = result;
  if (values.per === "graph") {
    const own = line(escapeHtml(result.title), { color: look.lines[0] }, values.values, { showlegend: false });
    const other = beside?.result(result.name).values;
    if (!beside || other?.per !== "graph") return [own];
    // Of each line one panel speaks for all.
    const legend = { legend: `legend${suffix(index)}`, showlegend: index === 0 };
    const dashed = { mode: "lines", line: { color: look.lines[1], width: 1.6, dash: "dot" } };
    return [
      { ...line(escapeHtml(beside.name), { color: look.lines[1] }, other.values, legend), ...dashed },
      { ...own, name: "as captured", ...legend },
    ];
  }
  return topKeys(result, count).map((key) =>
    line(escapeHtml(key), strokeOf.get(key)!, seriesOf(values, values.keys.indexOf(key)), { legend: `legend${suffix(index)}` }),
  );
}

function seriesOf({ offsets, codes, values }: Extract<MetricResult["values"], { keys: unknown }>, code: number): Float64Array {
  const series = new Float64Array(offsets.length - 1).fill(NaN);
  for (let window = 0; window < series.length; window++) {
    for (let i = offsets[window]; i < offsets[window + 1]; i++) if (codes[i] === code) series[window] = values[i];
  }
  return series;
}

/** Keys with the largest sums of absolute values. */
function topKeys({ values }: MetricResult, count: number): string[] {
  if (values.per === "graph") return [];
  const sums = new Float64Array(values.keys.length);
  values.values.forEach((value, i) => (sums[values.codes[i]] += Number.isFinite(value) ? Math.abs(value) : 0));
  const order = Array.from(sums.keys()).sort((a, b) => sums[b] - sums[a] || (values.keys[a] < values.keys[b] ? -1 : 1));
  return order.slice(0, count).map((code) => values.keys[code]);
}

const dashes = ["solid", "dash", "dot", "dashdot"];

/**
 * A node has one stroke in all panels, and those of one panel differ: by their colours, and by dashes where they are more than there are colours.
 */
export function nodeStrokes(results: readonly MetricResult[], count: number, colours: readonly string[]): Map<string, Stroke> {
  const panels = results.map((result) => topKeys(result, count));
  const strokes = new Map<string, Stroke>();
  [...new Set(panels.flat())].forEach((key, i) => {
    const beside = new Set(panels.filter((keys) => keys.includes(key)).flatMap((keys) => keys.map((other) => strokes.get(other))));
    const all = dashes.flatMap((dash) => colours.map((_, at) => ({ color: colours[(i + at) % colours.length], dash })));
    const isFree = ({ color, dash }: Stroke): boolean => ![...beside].some((other) => other?.color === color && other.dash === dash);
    strokes.set(key, all.find(isFree) ?? all[0]);
  });
  return strokes;
}
