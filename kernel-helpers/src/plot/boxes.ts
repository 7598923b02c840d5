import type { Label } from "../edges/labels";
import type { Level } from "../edges/node";
import type { MetricTable } from "../metrics/table";
import { randomStream } from "../runfolder/random";
import { figure, type Figure } from "./figure";
import { windowLabels } from "./labels";
import { quantile } from "../table/quantile";
import { baseLayout, faded, levelColour, note, noValue, theme, type Theme, type ThemeName } from "./style";
import { escapeHtml } from "../table/markup";
import { cellsOf, chosenMetrics, granularitiesOf, hasValue, isOfGraph, tablesOf, unitText, type Cell } from "./tables";

export interface BoxPlotOptions {
  /** Default: all of the whole graph. */
  readonly metrics?: readonly string[];
  readonly title?: string;
  readonly theme?: ThemeName;
}

const panel = { width: 330, height: 220, across: 76, down: 74 };
const margin = { l: 64, r: 24, t: 120, b: 56 };

/**
 * Box plots of metrics, one panel for each: for every granularity a box per level, over the windows without exfiltration. The windows under
 * exfiltration are dots on top, so that one sees whether they lie apart. Whiskers reach from 5 to 95 % of the values; NaN is left out.
 *
 * Which windows are under exfiltration is told by the ledger joined to the packets; grey windows (touched, but nothing stolen in them) are
 * open dots, and in no box. Without a ledger the marks tell.
 *
 * @param tables one metric table, or several of different levels
 * @throws InputError when there is no metric of the whole graph
 */
export function plotBoxes(tables: MetricTable | readonly MetricTable[], options: BoxPlotOptions = {}): Figure {
  const look = theme(options.theme);
  const all = tablesOf(tables, "plotBoxes");
  const names = chosenMetrics(all, options.metrics, "plotBoxes", isOfGraph);
  const granularities = granularitiesOf(all);
  const levels = all.map(({ level }) => level);

  const columns = Math.min(3, names.length);
  const rows = Math.ceil(names.length / columns);
  const single = names.length === 1 ? 2 : 1;
  const inner = {
    width: columns * panel.width * single + (columns - 1) * panel.across,
    height: rows * panel.height * single + (rows - 1) * panel.down,
  };
  const data: object[] = [];
  const annotations: object[] = [];
  const axes: Record<string, object> = {};
  names.forEach((name, index) => {
    const cells = cellsOf(all, name);
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const left = (column * (panel.width * single + panel.across)) / inner.width;
    const high = 1 - (row * (panel.height * single + panel.down)) / inner.height;
    const suffix = index === 0 ? "" : String(index + 1);
    const places = { x: `x${suffix}`, y: `y${suffix}` };
    const first = index === 0;
    for (const level of levels)
      data.push(
        ...levelTraces(
          cells.filter(({ table }) => table.level === level),
          level,
          { levels, granularities, look, places, first },
        ),
      );
    axes[`xaxis${suffix}`] = {
      domain: [left, left + (panel.width * single) / inner.width],
      anchor: places.y,
      tickvals: granularities.map((_, i) => i),
      ticktext: granularities.map((every) => `${every} s`),
      range: [-0.6, granularities.length - 0.4],
      linecolor: look.faint,
      showgrid: false,
      zeroline: false,
      title: row === rows - 1 || index + columns >= names.length ? { text: "window", standoff: 6 } : undefined,
    };
    axes[`yaxis${suffix}`] = {
      domain: [high - (panel.height * single) / inner.height, high],
      anchor: places.x,
      gridcolor: look.grid,
      linecolor: look.faint,
      zeroline: false,
      exponentformat: "SI",
      nticks: 6,
      title: { text: escapeHtml(unitText(cells[0].result)), standoff: 4, font: { size: 11 } },
      ...(cells[0].result.unit === "B" ? { tickformat: "~s", ticksuffix: "B" } : {}),
    };
    if (!cells.some(hasValue)) annotations.push(note(noValue, look, places));
    if (names.length > 1)
      annotations.push({
        text: `<b>${escapeHtml(cells[0].result.title)}</b>`,
        x: left,
        xref: "paper",
        xanchor: "left",
        y: high,
        yref: "paper",
        yanchor: "bottom",
        yshift: 4,
        showarrow: false,
        font: { size: 12.5 },
      });
  });

  const title = options.title ?? (names.length === 1 ? cellsOf(all, names[0])[0].result.title : "Metrics by granularity and level");
  const counted = labelCounts(all[0]);
  const subtitle = `boxes: windows without exfiltration (whiskers 5 to 95 %); dots: windows under it${counted}`;
  return figure(title, data, {
    ...baseLayout(look, title, subtitle),
    width: inner.width + margin.l + margin.r,
    height: inner.height + margin.t + margin.b,
    margin,
    annotations,
    showlegend: true,
    legend: { orientation: "h", x: 0, y: 1 + (margin.t - 58) / inner.height, yanchor: "top", font: { size: 12 } },
    boxmode: "overlay",
    hovermode: "closest",
    ...axes,
  });
}

interface PanelLook {
  readonly levels: readonly Level[];
  readonly granularities: readonly number[];
  readonly look: Theme;
  readonly places: { readonly x: string; readonly y: string };
  /** Whether the legend is made of this panel. */
  readonly first: boolean;
}

/** The boxes of a level, and the dots on them. */
function levelTraces(cells: readonly Cell[], level: Level, { levels, granularities, look, places, first }: PanelLook): object[] {
  const width = 0.7 / levels.length;
  const shift = (levels.indexOf(level) - (levels.length - 1) / 2) * width;
  const colour = levelColour(level, look);
  const boxes = cells.map(({ table, slice, result }) => {
    const labels = windowLabels(slice, table.marks);
    const values = (label: Label) =>
      Array.from(labels.keys()).filter((window) => labels[window] === label && Number.isFinite(result.values.values[window]));
    const quiet = values("negative")
      .map((window) => result.values.values[window])
      .sort((a, b) => a - b);
    const at = granularities.indexOf(slice.every) + shift;
    return { at, quiet, positive: values("positive"), grey: values("grey"), result, every: slice.every };
  });
  const boxed = boxes.filter(({ quiet }) => quiet.length > 0);
  const stat = (share: number) => boxed.map(({ quiet }) => quantile(quiet, share));
  const dots = (kind: "positive" | "grey") => {
    const random = randomStream(0, `${level} ${kind} ${boxes[0]?.result.name ?? ""}`);
    const all = boxes.flatMap((box) => box[kind].map((window) => ({ ...box, window, value: box.result.values.values[window] })));
    return {
      type: "scatter",
      mode: "markers",
      name: kind === "positive" ? "under exfiltration" : "touched by it (grey)",
      legendgroup: kind,
      legendrank: kind === "positive" ? 1001 : 1002,
      showlegend: first && levels.indexOf(level) === 0,
      xaxis: places.x,
      yaxis: places.y,
      x: all.map(({ at }) => round(at + (random() - 0.5) * width * 0.7)),
      y: all.map(({ value }) => value),
      customdata: all.map(({ window, every }) => `${window * every}–${(window + 1) * every} s`),
      hovertemplate: `%{y}<br>${level}, %{customdata}<extra></extra>`,
      marker: {
        size: 6.5,
        color: look.stolen,
        symbol: kind === "positive" ? "circle" : "circle-open",
        line: kind === "positive" ? { width: 0.6, color: look.paper } : { width: 1.4, color: look.stolen },
      },
    };
  };
  return [
    {
      type: "box",
      name: `level ${level}`,
      legendgroup: level,
      showlegend: first,
      xaxis: places.x,
      yaxis: places.y,
      x: boxed.map(({ at }) => round(at)),
      q1: stat(0.25),
      median: stat(0.5),
      q3: stat(0.75),
      lowerfence: stat(0.05),
      upperfence: stat(0.95),
      width: width * 0.86,
      line: { width: 1.4, color: colour },
      fillcolor: faded(colour, 0.2),
      hoverinfo: "y",
    },
    dots("grey"),
    dots("positive"),
  ];
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** How many windows of each kind the finest granularity has. */
function labelCounts({ parts: { slices, marks } }: MetricTable): string {
  if (slices.length === 0) return "";
  const labels = windowLabels(slices[0], marks);
  const count = (label: Label): number => labels.filter((one) => one === label).length;
  return ` (${count("positive")} of ${labels.length} at ${slices[0].every} s${count("grey") > 0 ? `, ${count("grey")} grey` : ""})`;
}
