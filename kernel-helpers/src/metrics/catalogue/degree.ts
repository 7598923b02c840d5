import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

/** Number of nodes that each node sent to. */
export const degreeOut: MetricDefinition = defineMetric({
  name: "degree.out",
  title: "Out-degree",
  per: "node",
  formula: "|{j : w_ij > 0}|, self-loops included",
  range: "[0, n]",
  degenerate: "None for a silent window; 1 for a single node, which speaks to itself.",
  of: (g) => rowLengths(g.out.offsets),
});

/** Number of nodes that each node received from. */
export const degreeIn: MetricDefinition = defineMetric({
  name: "degree.in",
  title: "In-degree",
  per: "node",
  formula: "|{j : w_ji > 0}|, self-loops included",
  range: "[0, n]",
  degenerate: "None for a silent window; 1 for a single node, which speaks to itself.",
  of: (g) => rowLengths(g.in.offsets),
});

const rowLengths = (offsets: Uint32Array): Float64Array =>
  Float64Array.from({ length: offsets.length - 1 }, (_, i) => offsets[i + 1] - offsets[i]);
