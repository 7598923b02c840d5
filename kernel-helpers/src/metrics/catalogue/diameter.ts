import { pathSums } from "../algorithms/pathSums";
import { defineMetric } from "../registry";

/** Near constant for an application at work. */
export const diameter = defineMetric({
  name: "diameter",
  title: "Diameter",
  unit: "hops",
  formula: "max d(i, j) over pairs with a path, d in hops",
  range: "[0, n)",
  degenerate: "0 for a single node, NaN for a silent window. Pairs without a path are left out; networkx raises when there are any.",
  of: (g) => (g.nodeCount === 0 ? NaN : pathSums(g, "hops").longest),
});
