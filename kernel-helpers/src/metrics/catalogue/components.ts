import { strongComponents, weakComponents } from "../algorithms/components";
import { defineMetric } from "../registry";

/** Number of parts that no traffic connects. */
export const componentsWeak = defineMetric({
  name: "components.weak",
  title: "Weakly connected components",
  formula: "number of parts that hang together when directions are ignored",
  range: "[0, n]",
  degenerate: "0 for a silent window, 1 for a single node.",
  of: (g) => weakComponents(g).count,
});

/** Number of parts in which everybody can reach everybody. */
export const componentsStrong = defineMetric({
  name: "components.strong",
  title: "Strongly connected components",
  formula: "number of parts in which each node can be reached from each other",
  range: "[0, n]",
  degenerate: "0 for a silent window, 1 for a single node.",
  source: "Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972)",
  of: (g) => strongComponents(g).count,
});
