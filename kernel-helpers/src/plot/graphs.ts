import { InputError } from "../config/error";
import type { WindowGraph } from "../edges/graph";
import type { Label } from "../edges/labels";
import type { EdgeTable } from "../edges/table";
import { escapeHtml } from "../table/markup";
import { figure, type Figure } from "./figure";
import { canvas, checkDrawable, pixelsOf } from "./graphcanvas";
import { drawEdges, edgeColour, edgeHeads, edgeHovers, edgeWidth, headSize, type DrawnEdge } from "./graphedges";
import { nodeDots, nodeLabels } from "./graphnodes";
import { edgeLabels } from "./labels";
import { onPath, type ExfiltrationPath } from "./path";
import { baseLayout, byteText, theme, titleText, type Theme, type ThemeName } from "./style";
import { windowSlider, windowsToStep } from "./windowslider";

export interface GraphsPlotOptions {
  /** Granularity in seconds; default: the finest of the table that has at most 120 windows, and fewer for many edges, else the coarsest. */
  readonly every?: number;
  /** Names of the nodes that stolen data passed, in order, or several such ways: drawn in vermilion in the windows under exfiltration. */
  readonly path?: ExfiltrationPath;
  readonly title?: string;
  readonly theme?: ThemeName;
}

/** Edges times windows that a figure holds. */
const mostDrawn = 200_000;

/**
 * The graph of who talked to whom, with a slider over the windows: nodes keep their places, an edge is the wider the more bytes went along it
 * in the window (by their logarithm), silent nodes are faint. It begins with all windows together.
 *
 * @throws InputError for a granularity with more windows and edges than a figure should hold, and for more than 1000 nodes
 */
export function plotGraphs(edges: EdgeTable, options: GraphsPlotOptions = {}): Figure {
  const look = theme(options.theme);
  const whole = edges.total();
  checkDrawable(whole);
  const one = windowsToStep(edges, options.every, "plotGraphs", mostDrawn / whole.edgeCount);
  const [slice] = one.parts.slices;
  const pixels = pixelsOf(whole);
  const path = onPath(options.path);
  const arrows = drawEdges(whole, pixels, path);
  if (arrows.length * slice.windowCount > mostDrawn)
    throw new InputError(`plotGraphs: ${slice.windowCount} windows of ${arrows.length} edges are too many; choose a coarser granularity`);

  const labels = edgeLabels(one);
  const known = labels.some((label) => label !== "negative");
  const dots = nodeDots(whole, pixels, path, look) as { text?: readonly string[]; mode: string }[];
  const data = [
    ...arrows.map((edge) => edgeLine(edge, look)),
    edgeHeads(arrows, look),
    { ...edgeHovers(arrows), ...hover(arrows) },
    ...dots,
  ];

  const title = options.title ?? (one.level === "service" ? "Service graph" : "Traffic graph");
  const scale = widthScale(one);
  const steps = [
    {
      label: "all",
      restyle: styleOf(arrows, dots, whole, (edge) => edge.width, look, true),
      title: titleText(look, title, subtitleOf(whole, `all ${slice.windowCount} windows of ${slice.every} s`)),
    },
    ...Array.from({ length: slice.windowCount }, (_, window) => {
      const graph = one.at(window);
      const when = `${window * slice.every} to ${(window + 1) * slice.every} s${underText(labels[window])}`;
      return {
        label: `${window * slice.every} s`,
        restyle: styleOf(arrows, dots, graph, (_edge, bytes) => edgeWidth(scale(bytes)), look, !known || labels[window] !== "negative"),
        title: titleText(look, title, subtitleOf(graph, when)),
      };
    }),
  ];
  return figure(title, data, {
    ...baseLayout(look, title, subtitleOf(whole, `all ${slice.windowCount} windows of ${slice.every} s`)),
    ...canvas,
    height: canvas.height + 76,
    margin: { ...canvas.margin, b: canvas.margin.b + 76 },
    annotations: nodeLabels(whole, pixels, path, look),
    hovermode: "closest",
    showlegend: true,
    legend: { orientation: "h", x: 0, y: -0.01, yanchor: "top", font: { size: 12 } },
    sliders: [windowSlider(steps, look, { y: -0.06 })],
  });
}

const underText = (label: Label): string =>
  label === "positive" ? ", UNDER EXFILTRATION" : label === "grey" ? ", touched by exfiltration" : "";

const subtitleOf = ({ nodeCount, edgeCount, out }: WindowGraph, when: string): string =>
  `${when}: ${nodeCount} nodes, ${edgeCount} edges, ${byteText(out.bytes.reduce((sum, bytes) => sum + bytes, 0))}; wider edges carry more bytes (logarithm)`;

/** Each edge is a trace, so that each window can give it another width. */
function edgeLine(edge: DrawnEdge, look: Theme): object {
  return {
    type: "scatter",
    mode: "lines",
    x: edge.points.map(({ x }) => Math.round(x * 10) / 10),
    y: edge.points.map(({ y }) => Math.round(y * 10) / 10),
    line: { width: edge.width, color: edgeColour(edge, look) },
    hoverinfo: "skip",
    showlegend: false,
  };
}

const hover = (arrows: readonly DrawnEdge[]): object => ({
  text: arrows.map(({ text }) => text.split("<br>")[0]),
  customdata: arrows.map(({ text }) => text.split("<br>")[1]),
  hovertemplate: "%{text}<br>%{customdata}<extra></extra>",
});

/** Bytes of an edge in a window on a scale from 0 to 1, the same for all windows. */
function widthScale(edges: EdgeTable): (bytes: number) => number {
  const { bytes } = edges.parts.slices[0];
  let [least, most] = [Infinity, 2];
  for (const one of bytes) [least, most] = [Math.min(least, Math.max(1, one)), Math.max(most, one)];
  const [low, high] = [Math.log(least), Math.log(most)];
  return (one) => (high > low ? (Math.log(Math.max(1, one)) - low) / (high - low) : 1);
}

/** What a window changes in the traces: lines, heads, hover texts, then the kinds of nodes. */
function styleOf(
  arrows: readonly DrawnEdge[],
  dots: readonly { text?: readonly string[]; mode: string }[],
  graph: WindowGraph,
  widthOf: (edge: DrawnEdge, bytes: number) => number,
  look: Theme,
  marked: boolean,
): object {
  const number = new Map(graph.names.map((name, i) => [name, i]));
  const bytes = arrows.map(({ source, destination }) => {
    const [i, j] = [number.get(source), number.get(destination)];
    return i === undefined || j === undefined ? 0 : graph.bytesBetween(i, j);
  });
  const widths = arrows.map((edge, i) => (bytes[i] > 0 ? Math.round(widthOf(edge, bytes[i]) * 100) / 100 : 0));
  const colours = arrows.map((edge) => edgeColour({ stolen: edge.stolen && marked }, look));
  const none = dots.map(() => null);
  const escaped = new Map(graph.names.map((name) => [escapeHtml(name), name]));
  return {
    "line.width": [...widths, null, null, ...dots.map(({ mode }) => (mode === "lines" ? 4 : null))],
    "line.color": [...colours, null, null, ...dots.map(({ mode }) => (mode === "lines" ? look.stolen : null))],
    "marker.size": [
      ...arrows.map(() => null),
      widths.map((width) => (width > 0 ? Math.round(headSize(width) * 10) / 10 : 0)),
      14,
      ...dots.map(() => 22),
    ],
    customdata: [...arrows.map(() => null), null, bytes.map((one) => (one > 0 ? byteText(one) : "nothing in this window")), ...none],
    "marker.opacity": [
      ...arrows.map(() => null),
      1,
      0,
      ...dots.map(({ text }) => text?.map((name) => (escaped.has(name) ? 1 : 0.25)) ?? null),
    ],
  };
}
