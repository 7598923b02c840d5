import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { EdgeTable } from "../edges/table";
import type { MetricTable } from "../metrics/table";
import { plotAdjacency } from "../plot/adjacency";
import { plotBoxes } from "../plot/boxes";
import { plotCorrelations } from "../plot/correlation";
import { plotExplorer } from "../plot/explore";
import { type Figure, plotlyScript } from "../plot/figure";
import { plotGraph } from "../plot/graph";
import { plotGraphs, type GraphsPlotOptions } from "../plot/graphs";
import { plotLoad } from "../plot/load";
import { plotMetrics } from "../plot/metrics";
import { plotMissing } from "../plot/missing";
import type { ExfiltrationPath } from "../plot/path";
import { figurePng, pngRemedy } from "../plot/png";
import type { ThemeName } from "../plot/style";
import { isOfGraph } from "../plot/tables";
import { InputError } from "../config";
import { type LoadStatistics, writeWhole } from "../runfolder";

/** What there is to draw. */
export interface Subject {
  /** Metrics, a table for each level; the first is that of single pictures. */
  readonly tables: readonly MetricTable[];
  /** Edges at the first level. */
  readonly edges?: EdgeTable;
  readonly load?: LoadStatistics;
  readonly path?: ExfiltrationPath;
}

/**
 * Every figure that a subject has, by its file's name.
 *
 * @param warn told of what is too large to be drawn
 */
export function picturesOf(
  { tables, edges, load, path }: Subject,
  theme: ThemeName,
  warn: (warning: string) => void,
): Record<string, Figure> {
  const [first] = tables;
  const windows = first.parts.slices.reduce((most, { windowCount }) => Math.max(most, windowCount), 0);
  if (windows === 0) throw new InputError("plot: there is no window to draw");
  const hasGraphMetrics = tables.some(({ parts }) => parts.slices.some(({ results }) => results.some(isOfGraph)));
  return {
    metrics: plotMetrics(first, { theme }),
    ...(hasGraphMetrics && {
      boxes: plotBoxes(tables, { theme }),
      explorer: plotExplorer(tables, { theme }),
      correlations: plotCorrelations(first, { theme }),
      "correlations-of-changes": plotCorrelations(first, { theme, differenced: true }),
    }),
    nan: plotMissing(tables, { theme }),
    ...(edges && edges.rowCount > 0 && graphsOf(edges, { theme, path }, warn)),
    ...(load && load.lines.length > 0 && { load: plotLoad(load, { theme }) }),
  };
}

/** Without a slider where the windows are too many for one; none of more nodes than can be drawn. */
function graphsOf(edges: EdgeTable, options: GraphsPlotOptions, warn: (warning: string) => void): Record<string, Figure> {
  const drawn = (...ways: readonly (() => Figure)[]): Figure | undefined => {
    for (const draw of ways)
      try {
        return draw();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        warn(error.message);
      }
  };
  const graph = drawn(
    () => plotGraphs(edges, options),
    () => plotGraph(edges, options),
  );
  const adjacency = drawn(() => plotAdjacency(edges, options));
  return { ...(graph && { graph }), ...(adjacency && { adjacency }) };
}

/** A figure's files. */
export interface DrawnFigure {
  readonly name: string;
  readonly title: string;
  readonly files: readonly string[];
}

/**
 * Writes each figure as Plotly JSON, as a page and as PNG. The pages share one plotly.js, which lies beside them.
 *
 * @returns the figures, all files, and a warning where there can be no PNG
 */
export async function writePictures(
  figures: Readonly<Record<string, Figure>>,
  folder: string,
): Promise<{ drawn: DrawnFigure[]; files: string[]; warnings: string[] }> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`${folder}: cannot be a folder for figures: ${(error as Error).message}`);
  }
  const script = join(folder, "plotly.min.js");
  writeWhole(script, plotlyScript());
  const drawn: DrawnFigure[] = [];
  const warnings = new Set<string>();
  for (const [name, figure] of Object.entries(figures)) {
    const base = join(folder, name);
    await figure.save(`${base}.plotly.json`);
    writeWhole(`${base}.html`, figure.toHtml("plotly.min.js"));
    const png = await figurePng(figure);
    if (png) writeWhole(`${base}.png`, png);
    else warnings.add(pngRemedy);
    drawn.push({ name, title: figure.title, files: [".plotly.json", ".html", ...(png ? [".png"] : [])].map((ending) => base + ending) });
  }
  return { drawn, files: [...drawn.flatMap(({ files }) => files), script], warnings: [...warnings] };
}
