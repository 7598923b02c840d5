import type { WindowGraph } from "../edges/graph";

/** Graphs that are kept, so that a metric that looks back a few windows makes each of them once. */
const kept = 64;

/** Makes graphs of windows by their number, and keeps the latest that it made. */
export function recentWindows(at: (window: number) => WindowGraph): (window: number) => WindowGraph {
  const known = new Map<number, WindowGraph>();
  return (window) => {
    const graph = known.get(window) ?? at(window);
    known.delete(window);
    known.set(window, graph);
    if (known.size > kept) known.delete(known.keys().next().value!);
    return graph;
  };
}

/** The first `count` windows as an array whose elements are made when they are read: a hundred thousand graphs would not fit into memory. */
export function windowList(at: (window: number) => WindowGraph, count: number): readonly WindowGraph[] {
  const numberOf = (property: string | symbol): number =>
    typeof property === "string" && /^\d+$/.test(property) ? Number(property) : Infinity;
  return new Proxy<WindowGraph[]>([], {
    get(target, property) {
      if (property === "length") return count;
      const window = numberOf(property);
      if (window < count) return at(window);
      return Reflect.get(target, property) as unknown;
    },
    has: (target, property) => numberOf(property) < count || Reflect.has(target, property),
  });
}
