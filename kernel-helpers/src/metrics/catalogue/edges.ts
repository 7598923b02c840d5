import { defineMetric } from "../registry";

/** Number of ordered pairs of nodes with traffic from the first to the second. */
export const edges = defineMetric({
  name: "edges",
  title: "Edges",
  formula: "m, self-loops included",
  range: "[0, n²]",
  degenerate: "0 for a silent window.",
  of: (g) => g.edgeCount,
});
