import type { WindowGraph } from "../edges/graph";
import { escapeHtml } from "../table/markup";
import { arrow, clearArrow, type Arrow } from "./arrow";
import { nodeRadius } from "./graphnodes";
import type { OnPath } from "./path";
import type { Point } from "./place";
import { byteText, type Theme } from "./style";

/** An edge as it is drawn: its arrow, and what is told about it. */
export interface DrawnEdge extends Arrow {
  readonly source: string;
  readonly destination: string;
  readonly width: number;
  readonly stolen: boolean;
  readonly text: string;
}

/** The edges of a graph whose nodes have their places; those of the path come last, on top. */
export function drawEdges(graph: WindowGraph, pixels: ReadonlyMap<string, Point>, path: OnPath): DrawnEdge[] {
  const { names, out, nodeCount } = graph;
  const least = Math.log(
    Math.max(
      1,
      out.bytes.reduce((min, bytes) => Math.min(min, bytes), Infinity),
    ),
  );
  const most = Math.log(out.bytes.reduce((max, bytes) => Math.max(max, bytes), 2));
  const edges: DrawnEdge[] = [];
  for (let i = 0; i < nodeCount; i++) {
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) {
      const j = out.targets[e];
      const share = most > least ? (Math.log(Math.max(1, out.bytes[e])) - least) / (most - least) : 1;
      const text = `${escapeHtml(names[i])} → ${escapeHtml(names[j])}<br>${byteText(out.bytes[e])}, ${out.frames[e]} packets`;
      const stolen = path.edge(names[i], names[j]);
      const [from, to] = [pixels.get(names[i])!, pixels.get(names[j])!];
      const shape = stolen
        ? clearArrow(
            from,
            to,
            nodeRadius,
            [...pixels.values()].filter((point) => point !== from && point !== to),
          )
        : arrow(from, to, nodeRadius);
      edges.push({
        ...shape,
        source: names[i],
        destination: names[j],
        width: edgeWidth(share),
        stolen,
        text,
      });
    }
  }
  return edges.sort((a, b) => Number(a.stolen) - Number(b.stolen));
}

/** @param share 0 for the fewest bytes, 1 for the most */
export const edgeWidth = (share: number): number => 0.7 + 4.3 * share;

/** Size of an edge's arrow head. */
export const headSize = (width: number): number => 5 + width * 1.3;

/** A trace has one width, so edges of about the same width share one. */
export function edgeLines(edges: readonly DrawnEdge[], look: Theme): object[] {
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

/** The arrows' heads. */
export function edgeHeads(edges: readonly DrawnEdge[], look: Theme): object {
  return {
    type: "scatter",
    mode: "markers",
    x: edges.map(({ head }) => head.x),
    y: edges.map(({ head }) => head.y),
    marker: {
      symbol: "triangle-up",
      angle: edges.map(({ angle }) => angle),
      size: edges.map(({ width }) => headSize(width)),
      color: edges.map((edge) => edgeColour(edge, look)),
      opacity: 1,
      line: { width: 0 },
    },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** Colour of an edge: that of the stolen data's way, or the common one. */
export const edgeColour = ({ stolen }: Pick<DrawnEdge, "stolen">, look: Theme): string => (stolen ? look.stolen : look.edge);

/** Lines have no hover text along their way: invisible points in the middle of the edges do. */
export function edgeHovers(edges: readonly DrawnEdge[]): object {
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
