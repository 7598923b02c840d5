import type { WindowGraph } from "../graph";
import { defineMetric } from "../registry";

/**
 * Density over the nodes that spoke: m / (n (n − 1)), in [0, 1]; self-loops do not count. 0 for fewer than two nodes, as in networkx.
 *
 * It falls when activity rises, because silent nodes join: prefer `density.alive`.
 */
export const density = defineMetric({
  name: "density",
  title: "Density",
  of: (g) => (g.nodeCount < 2 ? 0 : edgesBetween(g) / (g.nodeCount * (g.nodeCount - 1))),
});

/** Density over the entities that existed, whether they spoke or not: m / (a (a − 1)). NaN for fewer than two. */
export const densityAlive = defineMetric({
  name: "density.alive",
  title: "Density over all alive",
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
