import { defineMetric } from "../registry";

/** Number of ordered pairs of nodes with traffic from the first to the second, self-loops included; 0 for a silent window. */
export const edges = defineMetric({ name: "edges", title: "Edges", of: (g) => g.edgeCount });
