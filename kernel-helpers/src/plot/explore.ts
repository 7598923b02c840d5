import type { MetricTable } from "../metrics/table";
import { escapeHtml } from "../table/markup";
import { granularitySlider, levelMenu, metricMenu } from "./explorecontrols";
import { figure, type Figure } from "./figure";
import { shades, shadeTitles } from "./shades";
import { baseLayout, faded, levelColour, theme, titleText, type ThemeName } from "./style";
import { cellsOf, chosenMetrics, granularitiesOf, isOfGraph, tablesOf, unitText } from "./tables";

export interface ExplorePlotOptions {
  /** Default: all of the whole graph. */
  readonly metrics?: readonly string[];
  readonly title?: string;
  readonly theme?: ThemeName;
}

/** Numbers that a figure holds at most: with six digits each a notebook of it stays well below 2 MB. */
const mostValues = 120_000;

/**
 * One panel to look through many metrics by the figure's own controls: a menu of metrics, a menu of levels and a slider of granularities,
 * which work without any kernel. Granularities that are too fine for a figure of 2 MB are left out, and the figure says so.
 *
 * @param tables one metric table, or several of different levels
 * @throws InputError when there is no metric of the whole graph
 */
export function plotExplorer(tables: MetricTable | readonly MetricTable[], options: ExplorePlotOptions = {}): Figure {
  const look = theme(options.theme);
  const all = tablesOf(tables, "plotExplorer");
  const names = chosenMetrics(all, options.metrics, "plotExplorer", isOfGraph);
  const every = granularitiesOf(all);
  const sizeFrom = (from: number): number =>
    all.reduce((sum, { parts }) => sum + parts.slices.reduce((n, slice) => (slice.every >= from ? n + slice.windowCount : n), 0), 0);
  const shown = every.filter((granularity, i) => i === every.length - 1 || sizeFrom(granularity) * names.length <= mostValues);
  const lines = all.flatMap((table) =>
    table.parts.slices.filter((slice) => shown.includes(slice.every)).map((slice) => ({ table, slice })),
  );
  const first = shown[0];

  const valuesOf = (metric: string): (number | null)[][] =>
    lines.map(({ table, slice }) => {
      const values = cellsOf([table], metric).find((cell) => cell.slice === slice)?.result.values.values;
      return Array.from({ length: slice.windowCount }, (_, window) => shortNumber(values?.[window]));
    });
  const head = (metric: string) => cellsOf(all, metric)[0].result;
  const left = every.length - shown.length;
  const subtitle = `choose a metric, a level and a granularity${left > 0 ? `; windows of ${every.slice(0, left).join(", ")} s are too many for this figure` : ""}`;
  const titleOf = (metric: string): string => options.title ?? head(metric).title;
  const axisOf = (metric: string): string => escapeHtml(unitText(head(metric)) || "value");
  const headings = (metric: string): object => ({
    "title.text": titleText(look, titleOf(metric), subtitle),
    "yaxis.title.text": axisOf(metric),
  });
  const levels = all.map(({ level }) => level);
  const values = valuesOf(names[0]);

  // Which windows a theft touches depends on their length.
  const shadedAt = (granularity: number): object => {
    const { slice, table } = lines.find((line) => line.slice.every === granularity)!;
    return { shapes: shades(slice, table.marks, look), annotations: shadeTitles(slice, table.marks, look) };
  };

  return figure(
    options.title ?? "Metrics to look through",
    lines.map(({ table, slice }, i) => ({
      type: "scatter",
      mode: slice.windowCount > 200 ? "lines" : "lines+markers",
      name: `level ${table.level}`,
      x: Array.from({ length: slice.windowCount }, (_, window) => Number(((window + 0.5) * slice.every).toPrecision(9))),
      y: values[i],
      visible: slice.every === first,
      line: { color: levelColour(table.level, look), width: 1.6 },
      marker: { size: 5 },
      cliponaxis: false,
      hovertemplate: `%{x} s: %{y}<extra>level ${table.level}, windows of ${slice.every} s</extra>`,
    })),
    {
      ...baseLayout(look, titleOf(names[0]), subtitle),
      width: 900,
      height: 560,
      margin: { l: 76, r: 32, t: 132, b: 120 },
      hovermode: "x unified",
      showlegend: levels.length > 1,
      legend: { x: 1, xanchor: "right", y: 1.02, yanchor: "bottom", orientation: "h", bgcolor: faded(look.paper, 0) },
      ...shadedAt(first),
      xaxis: {
        title: { text: "time since start (s)", standoff: 6 },
        gridcolor: look.grid,
        linecolor: look.faint,
        zeroline: false,
        range: [0, Math.max(...lines.map(({ slice }) => slice.windowCount * slice.every))],
      },
      yaxis: {
        title: { text: axisOf(names[0]), standoff: 8 },
        gridcolor: look.grid,
        linecolor: look.faint,
        zeroline: false,
        exponentformat: "SI",
      },
      updatemenus: [
        metricMenu(
          names.map((metric) => ({ label: head(metric).title, values: valuesOf(metric), layout: headings(metric) })),
          look,
        ),
        ...(levels.length > 1
          ? [
              levelMenu(
                levels,
                lines.map(({ table }) => table.level),
                look,
              ),
            ]
          : []),
      ],
      sliders:
        shown.length > 1
          ? [
              granularitySlider(
                shown,
                lines.map(({ slice }) => slice.every),
                shadedAt,
                look,
              ),
            ]
          : [],
    },
  );
}

const shortNumber = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
