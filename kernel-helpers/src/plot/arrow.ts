import type { Point } from "./place";

/** An edge as it is drawn, in pixels. */
export interface Arrow {
  readonly points: readonly Point[];
  /** Where its head stands, and the way that it points: degrees clockwise from up. */
  readonly head: Point;
  readonly angle: number;
}

/** How far an edge bends to the right of its way, as a share of its length, so that the edge back runs beside it. */
const usualBend = 0.1;
const steps = 16;

/** A bent line from the rim of one node to the rim of another; a loop above a node that talks to itself. */
export function arrow(from: Point, to: Point, radius: number, bend = usualBend): Arrow {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < 1) return loop(from, radius);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const control = { x: (from.x + to.x) / 2 + dy * length * bend, y: (from.y + to.y) / 2 - dx * length * bend };
  const at = (t: number): Point => ({
    x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * control.x + t * t * to.x,
    y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * control.y + t * t * to.y,
  });
  const start = radius / length;
  const end = 1 - (radius + 5) / length;
  const points = Array.from({ length: steps + 1 }, (_, i) => at(start + ((end - start) * i) / steps));
  return { points, head: points[steps], angle: directionOf(points[steps - 1], points[steps]) };
}

/** The same, bent further where it would pass through other nodes, until it passes none; as usual when it cannot. */
export function clearArrow(from: Point, to: Point, radius: number, others: readonly Point[]): Arrow {
  const isClear = ({ points }: Arrow): boolean =>
    points.every(({ x, y }) => others.every((other) => Math.hypot(other.x - x, other.y - y) > radius));
  const ways = [usualBend, 0.18, 0.26, 0.34, -0.18, -0.26, -0.34].map((bend) => arrow(from, to, radius, bend));
  return ways.find(isClear) ?? ways[0];
}

function loop({ x, y }: Point, radius: number): Arrow {
  const centre = { x, y: y + radius * 1.5 };
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const angle = -Math.PI / 2 + 0.7 + ((2 * Math.PI - 1.4) * i) / steps;
    return { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
  });
  return { points, head: points[steps], angle: directionOf(points[steps - 1], points[steps]) };
}

const directionOf = (from: Point, to: Point): number => (Math.atan2(to.x - from.x, to.y - from.y) * 180) / Math.PI;
