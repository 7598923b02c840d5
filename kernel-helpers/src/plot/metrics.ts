import { InputError } from "../config/error";
import type { MetricTable } from "../metrics/table";
import { figure, type Figure } from "./figure";
import { type LineStyle, linesOf, nodeStrokes } from "./panellines";
import { axes, legends, panelTitle, suffix, titleLetters, type Panel } from "./panels";
import { hasGrey, shades, shadeTitles } from "./shades";
import { baseLayout, note, noValue, theme, type ThemeName } from "./style";
import { hasValue } from "./tables";

export interface MetricPlotOptions {
  /** Granularity in seconds; default: the finest of the table. */
  readonly every?: number;
  /** Default: all of the table. */
  readonly metrics?: readonly string[];
  /** Lines of a metric per node: those with the largest sums; default 5. */
  readonly top?: number;
  /** Another table with the same metrics and windows, such as that of `edges.without("exfil")`: drawn dashed, called by its name. */
  readonly beside?: { readonly name: string; readonly table: MetricTable };
  readonly title?: string;
  /** Default: level, granularity and start. */
  readonly subtitle?: string;
  readonly theme?: ThemeName;
}

const panelHeight = 130;
const gap = 34;
/** With one row of names above the first panel. */
const leastTop = 84;
const bottom = 56;

/**
 * Series over windows, one panel for each metric, below each other on one time axis; windows under exfiltration are shaded, as their labels
 * say (of edges without a ledger the marks). Events of the trial, which are no thefts, are dotted and named.
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

  const beside = options.beside && besideOf(options.beside, one);

  const inner = results.length * panelHeight + (results.length - 1) * gap;
  const panels = results.map((result, index): Panel => {
    const high = 1 - (index * (panelHeight + gap)) / inner;
    return { result, index, domain: [Math.max(0, high - panelHeight / inner), high] };
  });
  const strokeOf = nodeStrokes(results, options.top ?? 5, look.lines);
  const lines = panels.map((panel) => linesOf(panel, slice, { count: options.top ?? 5, strokeOf, look, beside }));
  const title = options.title ?? (results.length === 1 ? results[0].title : "Metrics over time");
  // Of saved values of the predecessor nobody knows when they began.
  const started = one.origin === 0 ? "" : `, from ${new Date(one.origin * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  const subtitle =
    options.subtitle ?? `level ${one.level}, windows of ${slice.every} s${started}${hasGrey(slice) ? "; grey: touched by the theft" : ""}`;

  const names = shadeTitles(slice, table.marks, look, titleLetters(results[0]));
  const top = leastTop + Math.max(0, ...names.map(({ yshift }) => yshift));
  return figure(title, lines.flat(), {
    ...baseLayout(look, title, subtitle),
    height: inner + top + bottom,
    margin: { l: 76, r: lines.some((panel) => panel.length > 1) ? 150 : 32, t: top, b: bottom },
    hovermode: "x unified",
    showlegend: true,
    shapes: shades(slice, table.marks, look),
    annotations: [
      ...panels.map((panel) => panelTitle(panel, look)),
      ...panels.filter((panel) => !hasValue(panel)).map(({ index }) => note(noValue, look, { x: "x", y: `y${suffix(index)}` })),
      ...names,
    ],
    ...axes(panels, slice, look),
    ...legends(panels, lines),
  });
}

/** The other table at the same granularity. @throws InputError when its windows are others */
function besideOf({ name, table }: NonNullable<MetricPlotOptions["beside"]>, one: MetricTable): LineStyle["beside"] {
  const [mine] = one.parts.slices;
  const other = table.every(mine.every);
  const [slice] = other.parts.slices;
  if (slice.windowCount !== mine.windowCount || other.origin !== one.origin)
    throw new InputError('plotMetrics: beside must be a table of the same windows, such as that of edges.without("exfil")');
  return { name, result: (metric) => other.result(metric) };
}
