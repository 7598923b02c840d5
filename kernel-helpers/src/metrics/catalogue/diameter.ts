import { outward, shortestPaths } from "../algorithms/shortestPaths";
import { defineMetric } from "../registry";

/** Near constant for an application at work. */
export const diameter = defineMetric({
  name: "diameter",
  title: "Diameter",
  unit: "hops",
  formula: "max d(i, j) over pairs with a path, d in hops",
  range: "[0, n)",
  degenerate: "0 for a single node, NaN for a silent window. Pairs without a path are left out; networkx raises when there are any.",
  of(g) {
    if (g.nodeCount === 0) return NaN;
    const search = shortestPaths(outward(g), "hops");
    let greatest = 0;
    for (let source = 0; source < g.nodeCount; source++) {
      const { count, order, distances } = search(source);
      greatest = Math.max(greatest, distances[order[count - 1]]);
    }
    return greatest;
  },
});
