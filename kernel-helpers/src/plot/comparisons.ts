import { InputError } from "../config/error";
import type { MetricComparison } from "../metrics/comparison";
import { figure, type Figure } from "./figure";
import { escapeHtml } from "../table/markup";
import { baseLayout, note, theme, type Theme, type ThemeName } from "./style";
import { textWidth } from "./tables";

export interface ComparisonPlotOptions {
  readonly title?: string;
  /** Default: how differences are measured. */
  readonly subtitle?: string;
  readonly theme?: ThemeName;
}

const rowHeight = 40;
const margin = { r: 32, t: 112, b: 64 };
const symbols = ["circle", "square", "diamond", "triangle-up", "x", "star"];
const ticks = [0, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1e4, 1e5, 1e6];

/**
 * Differences of metrics as dots with their intervals, a row for each metric and in it one dot for each group, such as two baselines, and sham and baseline. All
 * are on one axis: they are divided by how much the reference varies from window to window (`deviation`). The axis is linear up to about 1 and
 * logarithmic beyond. A dot is open where the interval holds 0.
 *
 * A metric of which the reference is constant has dots at 0 where nothing differs, and none where something does.
 *
 * @param groups what `compareMetrics` says, by what is compared; at most six
 * @throws InputError for no groups or too many, and when they have no metric
 */
export function plotComparisons(
  groups: Readonly<Record<string, readonly MetricComparison[]>>,
  options: ComparisonPlotOptions = {},
): Figure {
  const look = theme(options.theme);
  const names = Object.keys(groups);
  if (names.length === 0 || names.length > symbols.length)
    throw new InputError(`plotComparisons: needs 1 to ${symbols.length} groups, not ${names.length}`);
  const metrics = [...new Set(names.flatMap((name) => groups[name].map(({ metric }) => metric)))];
  if (metrics.length === 0) throw new InputError("plotComparisons: the groups have no metric");

  const data = names.map((name, at) => dots(name, groups[name], { at, of: names.length, metrics, look }));
  const ends = names.flatMap((name) => groups[name].flatMap((one) => [one.low, one.high].map((value) => inDeviations(value, one))));
  const reach = Math.max(1, ...ends.filter(Number.isFinite).map(Math.abs));
  const marked = ticks.filter((tick) => tick <= 1.5 * reach);
  const all = [
    ...marked
      .slice(1)
      .map((tick) => -tick)
      .reverse(),
    ...marked,
  ];

  const inner = metrics.length * rowHeight;
  const title = options.title ?? "Differences between trials";
  const subtitle = options.subtitle ?? "in standard deviations of the reference's windows; lines: intervals; open: the interval holds 0";
  return figure(title, data, {
    ...baseLayout(look, title, subtitle),
    height: inner + margin.t + margin.b,
    margin: { ...margin, l: 24 + textWidth(metrics) },
    hovermode: "closest",
    showlegend: true,
    legend: { orientation: "h", x: 0, y: 1 + (margin.t - 62) / inner, yanchor: "top", font: { size: 12 } },
    annotations: ends.some(Number.isFinite) ? [] : [note("no metric varies and has values in both", look)],
    xaxis: {
      title: { text: "difference ÷ standard deviation between windows", standoff: 8 },
      range: [-1.08 * stretched(reach), 1.08 * stretched(reach)],
      tickvals: all.map(stretched),
      ticktext: all.map((tick) => `${tick < 0 ? "−" : ""}${Math.abs(tick)}`),
      tickangle: 0,
      gridcolor: look.grid,
      zeroline: true,
      zerolinecolor: look.faint,
      zerolinewidth: 1.4,
    },
    yaxis: {
      tickvals: metrics.map((_, row) => row),
      ticktext: metrics.map(escapeHtml),
      range: [metrics.length - 0.5, -0.5],
      showgrid: false,
      zeroline: false,
    },
    // A faint band behind every other metric, so that its dots are seen to belong together.
    shapes: metrics.flatMap((_, row) => (row % 2 ? [] : [band(row, look)])),
  });
}

interface Place {
  readonly at: number;
  readonly of: number;
  readonly metrics: readonly string[];
  readonly look: Theme;
}

function dots(name: string, comparisons: readonly MetricComparison[], { at, of, metrics, look }: Place): object {
  const shown = comparisons.filter((one) => Number.isFinite(inDeviations(one.difference, one)));
  const colour = look.lines[at];
  const x = shown.map((one) => stretched(inDeviations(one.difference, one)));
  return {
    type: "scatter",
    mode: "markers",
    name: escapeHtml(name),
    x: x.map(rounded),
    y: shown.map(({ metric }) => rounded(metrics.indexOf(metric) + ((at + 0.5) / of - 0.5) * 0.72)),
    error_x: {
      type: "data",
      symmetric: false,
      array: shown.map((one, i) => rounded(stretched(inDeviations(one.high, one)) - x[i])),
      arrayminus: shown.map((one, i) => rounded(x[i] - stretched(inDeviations(one.low, one)))),
      color: colour,
      thickness: 1.6,
      width: 3,
    },
    marker: {
      size: 8.5,
      color: colour,
      symbol: shown.map(({ low, high }) => (low <= 0 && 0 <= high ? `${symbols[at]}-open` : symbols[at])),
      line: { width: 1.6, color: colour },
    },
    text: shown.map(
      ({ metric, difference, low, high, unit }) =>
        `${escapeHtml(metric)}<br>${text(difference)} (${text(low)} to ${text(high)})${unit && ` ${escapeHtml(unit)}`}`,
    ),
    hovertemplate: "%{text}<extra>%{fullData.name}</extra>",
  };
}

/** Nothing that differs from a constant can be told in its deviations. */
const inDeviations = (value: number, { deviation }: MetricComparison): number =>
  deviation > 0 ? value / deviation : value === 0 ? 0 : NaN;

/** asinh: x where it is small, its logarithm where it is large. */
const stretched = (value: number): number => Math.asinh(value);
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
const text = (value: number): string => String(Number(value.toPrecision(3))).replace("-", "−");

const band = (row: number, { grid }: Theme): object => ({
  type: "rect",
  layer: "below",
  xref: "paper",
  x0: 0,
  x1: 1,
  y0: row - 0.5,
  y1: row + 0.5,
  fillcolor: grid,
  opacity: 0.35,
  line: { width: 0 },
});
