import type { WindowGraph } from "../edges/graph";
import type { NodeKind } from "../edges/node";
import { EdgeTable } from "../edges/table";
import { arrow, type Arrow } from "./arrow";
import { figure, type Figure } from "./figure";
import { placeNodes, type Point } from "./place";
import { baseLayout, byteText, colours, escapeText, faded, theme, type Theme, type ThemeName } from "./style";

export interface GraphPlotOptions {
  /** The window that is drawn, of a table of one granularity; default: all of them together. Nodes keep their places. */
  readonly window?: number;
  /** Names of the nodes that stolen data passed, in order: drawn in vermilion. */
  readonly path?: readonly string[];
  readonly title?: string;
  readonly theme?: ThemeName;
}

const width = 960;
const height = 640;
const margin = { l: 24, r: 24, t: 76, b: 44 };
/** Room around the outermost nodes, for their labels. */
const room = { x: 70, top: 24, bottom: 44 };

/**
 * The graph of who talked to whom: linked nodes are near each other, an edge is the wider the more bytes went along it (by their logarithm).
 *
 * @param edges an edge table, or the graph of one window
 */
export function plotGraph(edges: EdgeTable | WindowGraph, options: GraphPlotOptions = {}): Figure {
  const look = theme(options.theme);
  const isTable = edges instanceof EdgeTable;
  const whole = isTable ? edges.total() : edges;
  const graph = isTable && options.window !== undefined ? edges.at(options.window) : whole;
  const places = placeNodes(whole);
  const inner = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
  const pixels = new Map(
    [...places].map(([name, { x, y }]) => [
      name,
      { x: room.x + x * (inner.width - 2 * room.x), y: room.bottom + y * (inner.height - room.top - room.bottom) },
    ]),
  );
  const arrows = arrowsOf(graph, pixels, options.path ?? [], nodeRadius);

  const title = options.title ?? (isTable && edges.level === "service" ? "Service graph" : "Traffic graph");
  const total = graph.out.bytes.reduce((sum, bytes) => sum + bytes, 0);
  const when = isTable && options.window !== undefined ? `window ${options.window} of ${edges.granularities[0]} s, ` : "";
  const subtitle = `${when}${graph.nodeCount} nodes, ${graph.edgeCount} edges, ${byteText(total)}; wider edges carry more bytes (logarithm)`;

  const axis = { visible: false, fixedrange: false };
  return figure(title, [...lines(arrows, look), heads(arrows, look), hovers(arrows), ...dots(graph, pixels, options.path ?? [], look)], {
    ...baseLayout(look, title, subtitle),
    width,
    height,
    margin,
    xaxis: { ...axis, range: [0, inner.width] },
    yaxis: { ...axis, range: [0, inner.height], scaleanchor: "x" },
    annotations: labels(graph, pixels, options.path ?? [], look),
    hovermode: "closest",
    showlegend: true,
    legend: { orientation: "h", x: 0, y: -0.01, yanchor: "top", font: { size: 12 } },
  });
}

const nodeRadius = 13;

interface DrawnEdge extends Arrow {
  readonly width: number;
  readonly stolen: boolean;
  readonly text: string;
}

function arrowsOf(graph: WindowGraph, pixels: ReadonlyMap<string, Point>, path: readonly string[], radius: number): DrawnEdge[] {
  const { names, out, nodeCount } = graph;
  const least = Math.log(Math.max(1, Math.min(...out.bytes)));
  const most = Math.log(Math.max(2, ...out.bytes));
  const stolen = new Set(path.slice(1).map((name, i) => `${path[i]}\0${name}`));
  const edges: DrawnEdge[] = [];
  for (let i = 0; i < nodeCount; i++) {
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) {
      const j = out.targets[e];
      const share = most > least ? (Math.log(Math.max(1, out.bytes[e])) - least) / (most - least) : 1;
      const text = `${escapeText(names[i])} → ${escapeText(names[j])}<br>${byteText(out.bytes[e])}, ${out.frames[e]} packets`;
      const shape = arrow(pixels.get(names[i])!, pixels.get(names[j])!, radius);
      edges.push({ ...shape, width: 0.7 + 4.3 * share, stolen: stolen.has(`${names[i]}\0${names[j]}`), text });
    }
  }
  return edges.sort((a, b) => Number(a.stolen) - Number(b.stolen));
}

/** A trace has one width, so edges of about the same width share one. */
function lines(edges: readonly DrawnEdge[], look: Theme): object[] {
  const groups = new Map<string, DrawnEdge[]>();
  for (const edge of edges) {
    const key = `${edge.stolen} ${Math.round(edge.width * 3)}`;
    groups.set(key, [...(groups.get(key) ?? []), edge]);
  }
  return [...groups.values()].map((group) => ({
    type: "scatter",
    mode: "lines",
    x: group.flatMap(({ points }) => [...points.map(({ x }) => x), null]),
    y: group.flatMap(({ points }) => [...points.map(({ y }) => y), null]),
    line: { width: group[0].width, color: edgeColour(group[0], look) },
    hoverinfo: "skip",
    showlegend: false,
  }));
}

function heads(edges: readonly DrawnEdge[], look: Theme): object {
  return {
    type: "scatter",
    mode: "markers",
    x: edges.map(({ head }) => head.x),
    y: edges.map(({ head }) => head.y),
    marker: {
      symbol: "triangle-up",
      angle: edges.map(({ angle }) => angle),
      size: edges.map((edge) => 5 + edge.width * 1.3),
      color: edges.map((edge) => edgeColour(edge, look)),
      opacity: 1,
      line: { width: 0 },
    },
    hoverinfo: "skip",
    showlegend: false,
  };
}

const edgeColour = ({ stolen }: DrawnEdge, look: Theme): string => (stolen ? look.stolen : look.edge);

/** Lines have no hover text along their way: invisible points in the middle of the edges do. */
function hovers(edges: readonly DrawnEdge[]): object {
  return {
    type: "scatter",
    mode: "markers",
    x: edges.map(({ points }) => points[points.length >> 1].x),
    y: edges.map(({ points }) => points[points.length >> 1].y),
    text: edges.map(({ text }) => text),
    hovertemplate: "%{text}<extra></extra>",
    marker: { size: 14, opacity: 0 },
    showlegend: false,
  };
}

const kindNames: Partial<Record<NodeKind, { name: string; colour: string }>> = {
  instance: { name: "services", colour: colours.blue },
  client: { name: "users", colour: colours.green },
  outside: { name: "outside", colour: colours.orange },
  vip: { name: "virtual addresses", colour: colours.sky },
};
const otherKind = { name: "others", colour: "#7F7F7F" };

/** Nodes with their names, one trace for each kind so that the legend explains the colours; those of the path have a rim. */
function dots(graph: WindowGraph, pixels: ReadonlyMap<string, Point>, path: readonly string[], look: Theme): object[] {
  const kinds = [...new Set(graph.kinds.map((kind) => kindNames[kind] ?? otherKind))];
  const all = kinds.map((kind) => {
    const members = graph.names.map((_, i) => i).filter((i) => (kindNames[graph.kinds[i]] ?? otherKind) === kind);
    const onPath = members.map((i) => path.includes(graph.names[i]));
    return {
      type: "scatter",
      mode: "markers",
      name: kind.name,
      x: members.map((i) => pixels.get(graph.names[i])!.x),
      y: members.map((i) => pixels.get(graph.names[i])!.y),
      text: members.map((i) => escapeText(graph.names[i])),
      marker: {
        size: nodeRadius * 2 - 4,
        color: kind.colour,
        opacity: 1,
        line: { width: onPath.map((on) => (on ? 3 : 1.5)), color: onPath.map((on) => (on ? look.stolen : look.paper)) },
      },
      customdata: members.map((i) => [byteText(rowSum(graph.out, i)), byteText(rowSum(graph.in, i))]),
      hovertemplate: "%{text}<br>sent %{customdata[0]}, received %{customdata[1]}<extra></extra>",
      showlegend: kinds.length > 1,
    };
  });
  const stolen = {
    type: "scatter",
    mode: "lines",
    name: "way of the stolen data",
    x: [null],
    y: [null],
    line: { color: look.stolen, width: 4 },
  };
  return path.length > 1 ? [...all, stolen] : all;
}

/** Names below the nodes, on a veil of the paper's colour, so that edges do not cross them out. */
function labels(graph: WindowGraph, pixels: ReadonlyMap<string, Point>, path: readonly string[], look: Theme): object[] {
  return graph.names.map((name) => ({
    ...pixels.get(name)!,
    text: path.includes(name) ? `<b>${escapeText(name)}</b>` : escapeText(name),
    showarrow: false,
    yanchor: "top",
    yshift: -nodeRadius + 1,
    borderpad: 0,
    bgcolor: faded(look.paper, 0.72),
    font: { size: 12.5 },
  }));
}

function rowSum({ offsets, bytes }: WindowGraph["out"], i: number): number {
  let sum = 0;
  for (let e = offsets[i]; e < offsets[i + 1]; e++) sum += bytes[e];
  return sum;
}
