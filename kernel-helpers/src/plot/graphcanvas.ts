import { InputError } from "../config/error";
import type { WindowGraph } from "../edges/graph";
import { placeNodes, type Point } from "./place";

/** Of more nodes nobody can tell one from another, and their layout takes minutes. */
const mostNodes = 1000;

/** @throws InputError for more nodes than a figure can show */
export function checkDrawable({ nodeCount }: WindowGraph): void {
  if (nodeCount > mostNodes)
    throw new InputError(
      `${nodeCount} nodes are too many to draw, at most ${mostNodes} fit; choose a coarser level, or some of the edges by filter()`,
    );
}

const width = 960;
const height = 640;
const margin = { l: 24, r: 24, t: 76, b: 44 };
const inner = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
/** Room around the outermost nodes, for their labels. */
const room = { x: 70, top: 24, bottom: 44 };
const axis = { visible: false, fixedrange: false };

/** The layout of a figure with a graph, whose axes are pixels. */
export const canvas = {
  width,
  height,
  margin,
  xaxis: { ...axis, range: [0, inner.width] },
  yaxis: { ...axis, range: [0, inner.height], scaleanchor: "x" },
} as const;

/** Where each node of a graph stands, in pixels. */
export function pixelsOf(graph: WindowGraph): Map<string, Point> {
  return new Map(
    [...placeNodes(graph)].map(([name, { x, y }]) => [
      name,
      { x: room.x + x * (inner.width - 2 * room.x), y: room.bottom + y * (inner.height - room.top - room.bottom) },
    ]),
  );
}
