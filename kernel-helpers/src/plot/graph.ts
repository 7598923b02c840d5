import type { WindowGraph } from "../edges/graph";
import { EdgeTable } from "../edges/table";
import { figure, type Figure } from "./figure";
import { drawEdges, edgeHeads, edgeHovers, edgeLines } from "./graphedges";
import { nodeDots, nodeLabels } from "./graphnodes";
import { canvas, checkDrawable, pixelsOf } from "./graphcanvas";
import { type ExfiltrationPath, onPath } from "./path";
import { baseLayout, byteText, theme, type ThemeName } from "./style";

export interface GraphPlotOptions {
  /** The window that is drawn, of a table of one granularity; default: all of them together. Nodes keep their places. */
  readonly window?: number;
  /** Names of the nodes that stolen data passed, in order, or several such ways: drawn in vermilion. */
  readonly path?: ExfiltrationPath;
  readonly title?: string;
  readonly theme?: ThemeName;
}

/**
 * The graph of who talked to whom: linked nodes are near each other, an edge is the wider the more bytes went along it (by their logarithm).
 *
 * @param edges an edge table, or the graph of one window
 * @throws InputError for more than 1000 nodes
 */
export function plotGraph(edges: EdgeTable | WindowGraph, options: GraphPlotOptions = {}): Figure {
  const look = theme(options.theme);
  const isTable = edges instanceof EdgeTable;
  const whole = isTable ? edges.total() : edges;
  checkDrawable(whole);
  const graph = isTable && options.window !== undefined ? edges.at(options.window) : whole;
  const pixels = pixelsOf(whole);
  const path = onPath(options.path);
  const arrows = drawEdges(graph, pixels, path);

  const title = options.title ?? (isTable && edges.level === "service" ? "Service graph" : "Traffic graph");
  const total = graph.out.bytes.reduce((sum, bytes) => sum + bytes, 0);
  const when = isTable && options.window !== undefined ? `window ${options.window} of ${edges.granularities[0]} s, ` : "";
  const subtitle = `${when}${graph.nodeCount} nodes, ${graph.edgeCount} edges, ${byteText(total)}; wider edges carry more bytes (logarithm)`;

  return figure(title, [...edgeLines(arrows, look), edgeHeads(arrows, look), edgeHovers(arrows), ...nodeDots(graph, pixels, path, look)], {
    ...baseLayout(look, title, subtitle),
    ...canvas,
    annotations: nodeLabels(graph, pixels, path, look),
    hovermode: "closest",
    showlegend: true,
    legend: { orientation: "h", x: 0, y: -0.01, yanchor: "top", font: { size: 12 } },
  });
}
