import { defineMetric } from "../registry";

/** Number of nodes that sent or received in the window; 0 for a silent one. */
export const nodes = defineMetric({ name: "nodes", title: "Nodes", of: (g) => g.nodeCount });
