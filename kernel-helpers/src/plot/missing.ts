import type { MetricTable } from "../metrics/table";
import { escapeHtml } from "../table/markup";
import { figure, type Figure } from "./figure";
import { baseLayout, faded, levelColour, note, theme, type Theme, type ThemeName } from "./style";
import { cellsOf, chosenMetrics, granularitiesOf, tablesOf, textWidth } from "./tables";

export interface MissingPlotOptions {
  /** Default: all of the tables. */
  readonly metrics?: readonly string[];
  readonly title?: string;
  readonly theme?: ThemeName;
}

const defaultTitle = "Values that are not defined";

/**
 * How many values of metrics are not defined: bars of the share of NaN, for each granularity and level, with the counts beside them. NaN is
 * never an alert, so a metric that often has none is worth little. Metrics that have all their values are left out.
 *
 * @param tables one metric table, or several of different levels
 */
export function plotMissing(tables: MetricTable | readonly MetricTable[], options: MissingPlotOptions = {}): Figure {
  const look = theme(options.theme);
  const all = tablesOf(tables, "plotMissing");
  const asked = chosenMetrics(all, options.metrics, "plotMissing");
  const lacking = asked.filter((name) => cellsOf(all, name).some(({ result }) => result.values.values.some(Number.isNaN)));
  if (lacking.length === 0) return nothingMissing(asked.length, options.title, look);
  const names = lacking;
  const granularities = granularitiesOf(all);
  const series = all.flatMap((table) =>
    granularities.filter((every) => table.granularities.includes(every)).map((every) => ({ table, every })),
  );
  const titles = names.map((name) => cellsOf(all, name)[0].result.title);

  const data = series.map(({ table, every }) => {
    const cells = names.map((name) => cellsOf([table], name).find(({ slice }) => slice.every === every)?.result.values.values);
    const counts = cells.map((values) => ({ nan: values?.filter(Number.isNaN).length ?? 0, all: values?.length ?? 0 }));
    const order = granularities.indexOf(every);
    return {
      type: "bar",
      orientation: "h",
      name: `level ${table.level}, ${every} s`,
      y: titles.map(escapeHtml),
      x: counts.map((count) => (count.all === 0 ? 0 : (100 * count.nan) / count.all)),
      text: counts.map((count) => (count.nan === 0 ? "" : `${count.nan} of ${count.all}`)),
      textposition: "outside",
      textfont: { size: 10 },
      cliponaxis: false,
      marker: { color: faded(levelColour(table.level, look), 1 - (0.55 * order) / Math.max(1, granularities.length - 1)) },
      hovertemplate: "%{y}<br>%{x:.1f} % of values are NaN<extra>%{fullData.name}</extra>",
    };
  });
  const title = options.title ?? defaultTitle;
  const others = asked.length - lacking.length;
  const subtitle = `share of NaN${others > 0 ? `; ${others} more ${others === 1 ? "metric has" : "metrics have"} a value everywhere` : ""}`;
  const label = textWidth(titles);
  return figure(title, data, {
    ...baseLayout(look, title, subtitle),
    width: 700 + label,
    height: 150 + names.length * (12 + 11 * series.length),
    margin: { l: label + 20, r: 60, t: 84, b: 70 },
    bargap: 0.25,
    showlegend: true,
    legend: { orientation: "h", x: 0, y: 0, yref: "container", yanchor: "bottom", font: { size: 12 }, traceorder: "normal" },
    xaxis: {
      range: [0, 108],
      title: { text: "NaN (% of values)" },
      gridcolor: look.grid,
      zerolinecolor: look.faint,
      tickvals: [0, 20, 40, 60, 80, 100],
    },
    yaxis: { autorange: "reversed", ticks: "", showgrid: false },
  });
}

/** Bars of no length would look like a figure that failed. */
function nothingMissing(count: number, title = defaultTitle, look: Theme): Figure {
  const metrics = count === 1 ? "the metric has" : `all ${count} metrics have`;
  const axis = { visible: false, range: [0, 1] };
  return figure(title, [{ type: "scatter", x: [null], y: [null], showlegend: false }], {
    ...baseLayout(look, title, "none"),
    width: 700,
    height: 160,
    margin: { l: 24, r: 24, t: 84, b: 24 },
    xaxis: axis,
    yaxis: axis,
    annotations: [note(`${metrics} a value in every window`, look)],
  });
}
