import type { Label } from "../edges/labels";
import type { MetricTable } from "../metrics/table";
import { boxGrid, placesOf } from "./boxgrid";
import { levelTraces } from "./boxtraces";
import { figure, type Figure } from "./figure";
import { windowLabels } from "./labels";
import { baseLayout, note, noValue, theme, type ThemeName } from "./style";
import { cellsOf, chosenMetrics, granularitiesOf, hasValue, isOfGraph, tablesOf } from "./tables";

export interface BoxPlotOptions {
  /** Default: all of the whole graph. */
  readonly metrics?: readonly string[];
  readonly title?: string;
  readonly theme?: ThemeName;
}

const margin = { l: 64, r: 24, t: 120, b: 56 };

/**
 * Box plots of metrics, one panel for each: for every granularity a box per level, over the windows without exfiltration. The windows under
 * exfiltration are dots on top, so that one sees whether they lie apart. Whiskers reach from 5 to 95 % of the values; NaN is left out.
 *
 * Windows that the capture covers in part are left out. Bytes are bytes a second, so that windows of different lengths stand on one axis. Which windows are under exfiltration is told by the ledger joined to the packets; grey windows (touched, but nothing stolen in them) are
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

  const grid = boxGrid(names.length);
  const data: object[] = [];
  const annotations: object[] = [];
  const axes: Record<string, object> = {};
  names.forEach((name, index) => {
    const cells = cellsOf(all, name);
    const places = placesOf(index);
    for (const level of levels) {
      const ofLevel = cells.filter(({ table }) => table.level === level);
      data.push(...levelTraces(ofLevel, level, { levels, granularities, look, places, first: index === 0 }));
    }
    Object.assign(axes, grid.axes(index, cells, granularities, look));
    if (!cells.some(hasValue)) annotations.push(note(noValue, look, places));
    if (names.length > 1) annotations.push(grid.title(index, cells[0].result.title));
  });

  const title = options.title ?? (names.length === 1 ? cellsOf(all, names[0])[0].result.title : "Metrics by granularity and level");
  const counted = labelCounts(all[0]);
  const subtitle = `boxes: windows without exfiltration (whiskers 5 to 95 %); dots: windows under it${counted}`;
  return figure(title, data, {
    ...baseLayout(look, title, subtitle),
    width: grid.width + margin.l + margin.r,
    height: grid.height + margin.t + margin.b,
    margin,
    annotations,
    showlegend: true,
    legend: { orientation: "h", x: 0, y: 1 + (margin.t - 58) / grid.height, yanchor: "top", font: { size: 12 } },
    boxmode: "overlay",
    hovermode: "closest",
    ...axes,
  });
}

/** How many windows of each kind the finest granularity has. */
function labelCounts({ parts: { slices, marks } }: MetricTable): string {
  if (slices.length === 0) return "";
  const labels = windowLabels(slices[0], marks);
  const count = (label: Label): number => labels.filter((one) => one === label).length;
  return ` (${count("positive")} of ${labels.length} at ${slices[0].every} s${count("grey") > 0 ? `, ${count("grey")} grey` : ""})`;
}
