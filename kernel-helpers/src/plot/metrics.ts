import { InputError } from "../config/error";
import type { Mark } from "../edges/table";
import type { MetricResult } from "../metrics/result";
import type { MetricSlice, MetricTable } from "../metrics/table";
import { figure, type Figure } from "./figure";
import { baseLayout, escapeText, faded, theme, type Theme, type ThemeName } from "./style";

export interface MetricPlotOptions {
  /** Granularity in seconds; default: the finest of the table. */
  readonly every?: number;
  /** Default: all of the table. */
  readonly metrics?: readonly string[];
  /** Lines of a metric per node: those with the largest sums; default 5. */
  readonly top?: number;
  readonly title?: string;
  readonly theme?: ThemeName;
}

const panelHeight = 130;
const gap = 34;
const top = 84;
const bottom = 56;

/** One panel: where it stands, top first, and its axes' names. */
interface Panel {
  readonly result: MetricResult;
  readonly index: number;
  readonly domain: readonly [low: number, high: number];
}

/**
 * Series over windows, one panel for each metric, below each other on one time axis; the table's marks are shaded.
 *
 * Windows that the capture covers in part have open dots. NaN is a gap.
 *
 * @throws InputError when the table has no metric, or not the granularity that is asked for
 */
export function plotMetrics(table: MetricTable, options: MetricPlotOptions = {}): Figure {
  const look = theme(options.theme);
  const one = table.every(options.every ?? table.granularities[0]);
  const [slice] = one.parts.slices;
  const results = (options.metrics ?? one.metrics).map((name) => one.result(name));
  if (results.length === 0) throw new InputError("plotMetrics: the table has no metric");

  const inner = results.length * panelHeight + (results.length - 1) * gap;
  const panels = results.map((result, index): Panel => {
    const high = 1 - (index * (panelHeight + gap)) / inner;
    return { result, index, domain: [Math.max(0, high - panelHeight / inner), high] };
  });
  const coloursOf = nodeColours(results, options.top ?? 5, look.lines);
  const lines = panels.map((panel) => linesOf(panel, slice, { count: options.top ?? 5, colourOf: coloursOf, look }));
  const title = options.title ?? (results.length === 1 ? results[0].title : "Metrics over time");
  const started = new Date(one.origin * 1000).toISOString().slice(0, 19).replace("T", " ");
  const subtitle = `level ${one.level}, windows of ${slice.every} s, from ${started} UTC`;

  return figure(title, lines.flat(), {
    ...baseLayout(look, title, subtitle),
    height: inner + top + bottom,
    margin: { l: 76, r: lines.some((panel) => panel.length > 1) ? 150 : 32, t: top, b: bottom },
    hovermode: "x unified",
    showlegend: true,
    shapes: table.marks.map((mark) => shade(mark, look)),
    annotations: [...panels.map((panel) => panelTitle(panel, look)), ...markTitles(table.marks, look)],
    ...axes(panels, slice, look),
    ...legends(panels, lines),
  });
}

/** Axes of the panels: `yaxis`, `yaxis2`, …, all on one `xaxis`, which stands below the last. */
function axes(panels: readonly Panel[], { windowCount, every }: MetricSlice, look: Theme): Record<string, object> {
  const lines = { gridcolor: look.grid, linecolor: look.faint, zeroline: false, ticks: "outside", tickcolor: look.faint, ticklen: 4 };
  const ys = panels.map(({ result, index, domain }) => [
    `yaxis${suffix(index)}`,
    {
      ...lines,
      domain,
      rangemode: "tozero",
      nticks: 5,
      exponentformat: "SI",
      ...(result.unit === "B" ? { tickformat: "~s", ticksuffix: "B" } : {}),
    },
  ]);
  const x = {
    ...lines,
    range: [0, windowCount * every],
    title: { text: "time since start (s)", standoff: 8 },
    anchor: `y${suffix(panels.length - 1)}`,
  };
  return {
    ...Object.fromEntries(ys),
    xaxis: { ...x, showspikes: true, spikemode: "across", spikethickness: 1, spikedash: "dot", spikecolor: look.faint },
  };
}

function panelTitle({ result, domain }: Panel, look: Theme): object {
  const unit = result.unit ? ` <span style="color:${look.faint}">(${escapeText(result.unit)} per window)</span>` : "";
  const text = `<b>${escapeText(result.title)}</b>${result.unit === "rad" ? unit.replace(" per window", "") : unit}`;
  return {
    text,
    x: 0,
    xref: "paper",
    xanchor: "left",
    y: domain[1],
    yref: "paper",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 12 },
  };
}

function shade({ start, end }: Mark, look: Theme): object {
  return {
    type: "rect",
    xref: "x",
    x0: start,
    x1: end,
    yref: "paper",
    y0: 0,
    y1: 1,
    fillcolor: faded(look.stolen, 0.14),
    line: { width: 0 },
    layer: "below",
  };
}

/** The name of each kind of mark, once, above its first span. */
function markTitles(marks: readonly Mark[], look: Theme): object[] {
  const first = marks.filter(({ kind }, i) => marks.findIndex((other) => other.kind === kind) === i);
  return first.map(({ start, end, kind }) => ({
    text: escapeText(kind),
    x: (start + end) / 2,
    xref: "x",
    y: 1,
    yref: "paper",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 12, color: look.stolen },
  }));
}

interface LineStyle {
  readonly count: number;
  readonly colourOf: ReadonlyMap<string, string>;
  readonly look: Theme;
}

/** The lines of a panel: one, or those of the nodes with the largest sums. */
function linesOf({ result, index }: Panel, slice: MetricSlice, { count, colourOf, look }: LineStyle): object[] {
  const { every, windowCount, coverage } = slice;
  const x = Array.from({ length: windowCount }, (_, window) => (window + 0.5) * every);
  const line = (name: string, colour: string, values: ArrayLike<number>, legend: object): object => ({
    type: windowCount > 20000 ? "scattergl" : "scatter",
    mode: windowCount > 200 ? "lines" : "lines+markers",
    name,
    x,
    y: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
    yaxis: `y${suffix(index)}`,
    cliponaxis: false, // The dots at 0 are whole.
    line: { color: colour, width: 1.6 },
    marker: { size: 4.5, color: colour, symbol: Array.from(coverage, (share) => (share < 1 ? "circle-open" : "circle")) },
    ...legend,
  });
  const { values } = result;
  if (values.per === "graph") return [line(escapeText(result.title), look.lines[0], values.values, { showlegend: false })];
  return topKeys(result, count).map((key) =>
    line(escapeText(key), colourOf.get(key)!, seriesOf(values, values.keys.indexOf(key)), { legend: `legend${suffix(index)}` }),
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

/** A node has one colour in all panels. */
function nodeColours(results: readonly MetricResult[], count: number, colours: readonly string[]): Map<string, string> {
  const keys = [...new Set(results.flatMap((result) => topKeys(result, count)))];
  return new Map(keys.map((key, i) => [key, colours[i % colours.length]]));
}

/** A legend at the side of each panel that has several lines. */
function legends(panels: readonly Panel[], lines: readonly object[][]): Record<string, object> {
  const several = panels.filter(({ index }) => lines[index].length > 1);
  return Object.fromEntries(
    several.map(({ index, domain }) => [
      `legend${suffix(index)}`,
      { x: 1.01, y: domain[1], yanchor: "top", font: { size: 11 }, bgcolor: "rgba(0,0,0,0)" },
    ]),
  );
}

const suffix = (index: number): string => (index === 0 ? "" : String(index + 1));
