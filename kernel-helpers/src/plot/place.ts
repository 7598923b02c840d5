import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import type { WindowGraph } from "../edges/graph";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A place in the unit square for each node, by name: linked nodes are near each other, users stand at the left, outside at the right.
 *
 * The same graph gives the same places: the layout begins on a circle, in the order of the names, and has no randomness.
 */
export function placeNodes(graph: WindowGraph): Map<string, Point> {
  const apart = (i: number): boolean => graph.kinds[i] === "outside" || graph.kinds[i] === "client";
  const layout = new Graph({ type: "undirected" });
  graph.names.forEach((name, i) => {
    const angle = (2 * Math.PI * i) / graph.nodeCount;
    layout.addNode(name, { x: Math.cos(angle), y: Math.sin(angle) });
  });
  eachPair(graph, (i, j) => {
    // Whoever stands apart must not draw everybody to it.
    if (i !== j) layout.mergeEdge(graph.names[i], graph.names[j], { weight: apart(i) || apart(j) ? 0.3 : 1 });
  });
  forceAtlas2.assign(layout, {
    iterations: 600,
    settings: { gravity: 0.6, scalingRatio: 12, strongGravityMode: false, linLogMode: false, slowDown: 4 },
  });

  const points = graph.names.map((name): Point => ({ x: layout.getNodeAttribute(name, "x"), y: layout.getNodeAttribute(name, "y") }));
  const inner = graph.names.map((_, i) => i).filter((i) => !apart(i));
  const left = graph.kinds.indexOf("client");
  const right = graph.kinds.indexOf("outside");
  const turned = turnedTo(points, left, right);
  const chosen = inner.length > 0 ? inner : turned.map((_, i) => i);
  const sides = { left: left < 0 ? 0 : 0.14, right: right < 0 ? 1 : 0.86 };
  const fitted = fit(turned, chosen, sides);
  separate(fitted, chosen, sides);
  const places = new Map(
    graph.names.map((name, i): [string, Point] => {
      if (inner.length === 0 || !apart(i)) return [name, fitted[i]];
      const others = inner.filter((j) => graph.bytesBetween(i, j) > 0 || graph.bytesBetween(j, i) > 0);
      const y = others.reduce((sum, j) => sum + fitted[j].y, 0) / Math.max(1, others.length) || 0.5;
      return [name, { x: graph.kinds[i] === "client" ? 0 : 1, y }];
    }),
  );
  for (const kind of ["client", "outside"])
    spread(
      places,
      graph.names.filter((_, i) => inner.length > 0 && graph.kinds[i] === kind),
    );
  return places;
}

/** Room of a node with its name below it, and so many that they all have it. */
const room = { x: 0.11, y: 0.085 };
const mostWithRoom = 60;

/** Moves points apart, little by little, whose names would lie upon each other; they stay in the square between `left` and `right`. */
function separate(points: Point[], chosen: readonly number[], { left, right }: { left: number; right: number }): void {
  if (chosen.length > mostWithRoom) return;
  const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
  const move = (i: number, x: number, y: number): void => {
    points[i] = { x: within(points[i].x + x, left, right), y: within(points[i].y + y, 0, 1) };
  };
  for (let round = 0; round < 80; round++)
    for (let a = 0; a < chosen.length; a++)
      for (let b = a + 1; b < chosen.length; b++) {
        const [i, j] = [chosen[a], chosen[b]];
        const [dx, dy] = [points[j].x - points[i].x, points[j].y - points[i].y];
        const missing = { x: room.x - Math.abs(dx), y: room.y - Math.abs(dy) };
        if (missing.x <= 0 || missing.y <= 0) continue;
        const byX = missing.x / room.x < missing.y / room.y;
        const x = byX ? ((dx < 0 ? -1 : 1) * missing.x) / 4 : 0;
        const y = byX ? 0 : ((dy < 0 ? -1 : 1) * missing.y) / 4;
        move(i, -x, -y);
        move(j, x, y);
      }
}

/** Moves those who stand in one column so far apart that their names do not overlap. */
function spread(places: Map<string, Point>, column: readonly string[]): void {
  const apart = Math.min(0.12, 1 / column.length);
  const sorted = [...column].sort((a, b) => places.get(a)!.y - places.get(b)!.y);
  let lowest = 0;
  sorted.forEach((name, i) => {
    const { x, y } = places.get(name)!;
    const highest = 1 - (sorted.length - 1 - i) * apart;
    const free = Math.min(highest, Math.max(lowest, y));
    places.set(name, { x, y: free });
    lowest = free + apart;
  });
}

function eachPair({ nodeCount, out }: WindowGraph, visit: (i: number, j: number) => void): void {
  for (let i = 0; i < nodeCount; i++) for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) visit(i, out.targets[e]);
}

/** Turns the points about their centre so that `left` lies at the left, or else `right` at the right. */
function turnedTo(points: readonly Point[], left: number, right: number): Point[] {
  const centre = { x: mean(points.map((point) => point.x)), y: mean(points.map((point) => point.y)) };
  const to = points[left] ?? points[right];
  if (!to) return [...points];
  const angle = (left >= 0 ? Math.PI : 0) - Math.atan2(to.y - centre.y, to.x - centre.x);
  return points.map(({ x, y }) => ({
    x: (x - centre.x) * Math.cos(angle) - (y - centre.y) * Math.sin(angle),
    y: (x - centre.x) * Math.sin(angle) + (y - centre.y) * Math.cos(angle),
  }));
}

/** Scales the points so that those chosen fill the square between `left` and `right`. */
function fit(points: readonly Point[], chosen: readonly number[], { left, right }: { left: number; right: number }): Point[] {
  const range = (of: (point: Point) => number): [number, number] => [
    Math.min(...chosen.map((i) => of(points[i]))),
    Math.max(...chosen.map((i) => of(points[i]))),
  ];
  const [x0, x1] = range((point) => point.x);
  const [y0, y1] = range((point) => point.y);
  const scaled = (value: number, low: number, high: number): number => (high - low > 1e-9 ? (value - low) / (high - low) : 0.5);
  return points.map(({ x, y }) => ({ x: left + scaled(x, x0, x1) * (right - left), y: scaled(y, y0, y1) }));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
