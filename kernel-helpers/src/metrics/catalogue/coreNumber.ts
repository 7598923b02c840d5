import { undirected } from "../algorithms/undirected";
import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

/** 1 for every node of a tree. */
export const coreNumber: MetricDefinition = defineMetric({
  name: "core",
  title: "Core number",
  per: "node",
  formula: "greatest k so that i is in a part whose nodes have k neighbours in it, directions and self-loops ignored",
  range: "[0, n − 1]",
  degenerate: "0 for a node that spoke to itself alone. networkx raises on self-loops, and counts both directions of an edge.",
  source: "Batagelj and Zaveršnik, An O(m) algorithm for cores decomposition of networks (2003)",
  of(g) {
    const { offsets, targets } = undirected(g);
    const left = Uint32Array.from({ length: g.nodeCount }, (_, i) => offsets[i + 1] - offsets[i]);
    const core = new Float64Array(g.nodeCount);
    const gone = new Uint8Array(g.nodeCount);
    let remaining = g.nodeCount;
    for (let k = 0; remaining > 0; k++) {
      const leaving: number[] = [];
      left.forEach((degree, i) => {
        if (!gone[i] && degree <= k) leaving.push(i);
      });
      for (const node of leaving) gone[node] = 1;
      for (let node = leaving.pop(); node !== undefined; node = leaving.pop()) {
        core[node] = k;
        remaining--;
        for (let e = offsets[node]; e < offsets[node + 1]; e++) {
          const neighbour = targets[e];
          if (gone[neighbour] || --left[neighbour] > k) continue;
          gone[neighbour] = 1;
          leaving.push(neighbour);
        }
      }
    }
    return core;
  },
});
