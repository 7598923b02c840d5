import { defineMetric } from "../registry";

/** Number of nodes that sent or received in the window. */
export const nodes = defineMetric({
  name: "nodes",
  title: "Nodes",
  formula: "n",
  range: "[0, ∞)",
  degenerate: "0 for a silent window.",
  of: (g) => g.nodeCount,
});
