import type { MetricDefinition, WindowGraph } from "../graph";
import { defineMetric } from "../registry";

/** Who speaks to somebody that it never spoke to in training: what a list of allowed connections would stop. */
export const newNeighbours: MetricDefinition = defineMetric({
  name: "neighbours.new",
  title: "Neighbours not seen in training",
  per: "node",
  formula: "|{j ≠ i : w_ij + w_ji > 0, in no training window}|",
  range: "[0, n)",
  degenerate: "All neighbours are new when there is no training window.",
  of(graph, { training }) {
    const seen = edgesOf(training);
    return Float64Array.from(graph.names, (name, i) => {
      const fresh = new Set<number>();
      for (const { offsets, targets } of [graph.out, graph.in])
        for (let e = offsets[i]; e < offsets[i + 1]; e++) {
          const other = graph.names[targets[e]];
          if (targets[e] !== i && !seen.get(name)?.has(other) && !seen.get(other)?.has(name)) fresh.add(targets[e]);
        }
      return fresh.size;
    });
  },
});

/** Edges of the window that were in no training window. */
export const newEdges: MetricDefinition = defineMetric({
  name: "edges.new",
  title: "Edges not seen in training",
  formula: "|{ij : w_ij > 0, i ≠ j, in no training window}|",
  range: "[0, n (n − 1)]",
  degenerate: "All edges are new when there is no training window.",
  of({ nodeCount, names, out: { offsets, targets } }, { training }) {
    const seen = edgesOf(training);
    let count = 0;
    for (let i = 0; i < nodeCount; i++)
      for (let e = offsets[i]; e < offsets[i + 1]; e++) if (targets[e] !== i && !seen.get(names[i])?.has(names[targets[e]])) count++;
    return count;
  },
});

type Seen = ReadonlyMap<string, ReadonlySet<string>>;
const known = new WeakMap<readonly WindowGraph[], Seen>();

/** Names of the ends of all edges of some windows; they are the same windows for a whole table. */
function edgesOf(windows: readonly WindowGraph[]): Seen {
  const before = known.get(windows);
  if (before) return before;
  const seen = new Map<string, Set<string>>();
  for (const { nodeCount, names, out } of windows)
    for (let i = 0; i < nodeCount; i++) {
      const to = seen.get(names[i]) ?? new Set<string>();
      seen.set(names[i], to);
      for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) to.add(names[out.targets[e]]);
    }
  known.set(windows, seen);
  return seen;
}
