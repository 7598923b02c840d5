import type { WindowGraph } from "../graph";

/** Remembers what a function gave for a graph, for as long as the graph is there: several metrics of a window are made of the same. */
export function perGraph<More extends unknown[], T>(
  of: (graph: WindowGraph, ...more: More) => T,
): (graph: WindowGraph, ...more: More) => T {
  const known = new WeakMap<WindowGraph, { value: T }>();
  return (graph, ...more) => {
    let found = known.get(graph);
    if (!found) known.set(graph, (found = { value: of(graph, ...more) }));
    return found.value;
  };
}
