import { correlation } from "../metrics/correlation";
import { differences } from "../metrics/derived";
import type { MetricTable } from "../metrics/table";
import { escapeHtml } from "../table/markup";
import { figure, type Figure } from "./figure";
import { baseLayout, note, theme, type ThemeName } from "./style";
import { chosenMetrics, isOfGraph, tablesOf, textWidth } from "./tables";

export interface CorrelationPlotOptions {
  /** Correlate the differences from window to window instead of the values: two series that both drift are correlated by that alone. */
  readonly differenced?: boolean;
  /** Granularity in seconds; default: the finest of the table. */
  readonly every?: number;
  /** Default: all of the whole graph. */
  readonly metrics?: readonly string[];
  readonly title?: string;
  readonly theme?: ThemeName;
}

/**
 * Heat map of the correlations (Pearson) between metrics over windows that the capture covers whole. Windows in which one of the two is NaN are left out of that pair; a
 * metric that is constant has none, and its cells stay empty.
 *
 * @throws InputError when there is no metric of the whole graph
 */
export function plotCorrelations(table: MetricTable, options: CorrelationPlotOptions = {}): Figure {
  const look = theme(options.theme);
  const one = table.every(options.every ?? table.granularities[0]);
  const names = chosenMetrics(tablesOf(one, "plotCorrelations"), options.metrics, "plotCorrelations", isOfGraph);
  const results = names.map((name) => one.result(name));
  const { coverage } = one.parts.slices[0];
  const series = results.map(({ values: { values } }) => {
    const whole = values.map((value, window) => (coverage[window] === 1 ? value : NaN));
    return options.differenced ? differences(whole) : whole;
  });
  const cells = series.map((a) => series.map((b) => correlation(a, b)));
  const titles = results.map((result) => escapeHtml(result.title));
  const shown = (value: number): string => (Number.isNaN(value) ? "" : value.toFixed(2).replace("-", "−"));

  const title = options.title ?? (options.differenced ? "Correlations of changes between metrics" : "Correlations between metrics");
  const what = options.differenced ? "differences from window to window" : "values";
  const subtitle = `Pearson, ${what}; level ${one.level}, ${one.parts.slices[0].windowCount} windows of ${one.granularities[0]} s; empty: constant or not defined`;
  const side = Math.max(240, names.length * 46);
  const label = Math.round(textWidth(results.map((result) => result.title)));
  // The figure is at least as wide as what stands below its title.
  const right = Math.max(110, 0.72 * label, textWidth([subtitle]) - side);
  return figure(
    title,
    [
      {
        type: "heatmap",
        x: titles,
        y: titles,
        z: cells.map((row) => row.map((value) => (Number.isNaN(value) ? null : Number(value.toFixed(4))))),
        zmin: -1,
        zmax: 1,
        colorscale: [
          [0, look.lines[0]],
          [0.5, look.middle],
          [1, look.stolen],
        ],
        xgap: 1.5,
        ygap: 1.5,
        text: cells.map((row) => row.map(shown)),
        texttemplate: names.length <= 24 ? "%{text}" : "",
        textfont: { size: 10.5 },
        hovertemplate: "%{y}<br>%{x}<br>r = %{z:.3f}<extra></extra>",
        colorbar: { title: { text: "r", side: "top" }, thickness: 12, len: 0.8, tickvals: [-1, -0.5, 0, 0.5, 1], outlinewidth: 0 },
      },
    ],
    {
      ...baseLayout(look, title, subtitle),
      annotations: cells.flat().every(Number.isNaN) ? [note("no metric has two different values", look)] : [],
      width: side + label + 20 + right,
      height: side + 84 + 0.75 * label + 30,
      margin: { l: label + 20, r: right, t: 84, b: 0.75 * label + 30 },
      xaxis: {
        type: "category",
        tickvals: titles,
        range: [-0.5, names.length - 0.5],
        tickangle: 45,
        showgrid: false,
        zeroline: false,
        ticks: "",
        constrain: "domain",
      },
      yaxis: {
        type: "category",
        tickvals: titles,
        range: [names.length - 0.5, -0.5],
        showgrid: false,
        zeroline: false,
        ticks: "",
        scaleanchor: "x",
        constrain: "domain",
      },
    },
  );
}
