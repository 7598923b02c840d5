import type { WindowGraph } from "../graph";
import { defineMetric } from "../registry";

/** It falls when activity rises, because silent nodes join: prefer `density.alive`. */
export const density = defineMetric({
  name: "density",
  title: "Density",
  formula: "m ÷ (n (n − 1)), over the nodes that spoke; self-loops do not count",
  range: "[0, 1]",
  degenerate: "0 for fewer than two nodes, as in networkx, which counts self-loops.",
  of: (g) => (g.nodeCount < 2 ? 0 : edgesBetween(g) / (g.nodeCount * (g.nodeCount - 1))),
});

/** For comparison with the predecessor's numbers alone: what a service says to itself counts there. */
export const densityLegacy = defineMetric({
  name: "density.legacy",
  title: "Density as the predecessor had it",
  formula: "m ÷ (n (n − 1)), over the nodes that spoke, self-loops included",
  range: "[0, n ÷ (n − 1)]",
  degenerate: "0 for fewer than two nodes.",
  of: (g) => (g.nodeCount < 2 ? 0 : g.edgeCount / (g.nodeCount * (g.nodeCount - 1))),
});

/** Density that does not change when silent nodes begin to speak. */
export const densityAlive = defineMetric({
  name: "density.alive",
  title: "Density over all alive",
  formula: "m ÷ (a (a − 1)), over the a entities that existed, whether they spoke or not; self-loops do not count",
  range: "[0, 1]",
  degenerate: "0 for a silent window; NaN when fewer than two existed.",
  of(g, { alive }) {
    const existing = new Set([...alive, ...g.names]).size;
    return existing < 2 ? NaN : edgesBetween(g) / (existing * (existing - 1));
  },
});

function edgesBetween({ nodeCount, out: { offsets, targets } }: WindowGraph): number {
  let count = 0;
  for (let i = 0; i < nodeCount; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) if (targets[e] !== i) count++;
  return count;
}
