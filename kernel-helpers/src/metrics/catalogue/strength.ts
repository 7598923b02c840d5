import type { Csr, MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

/** IP bytes that each node sent in the window. */
export const strengthOut: MetricDefinition = defineMetric({
  name: "strength.out",
  title: "Bytes sent",
  per: "node",
  unit: "B",
  formula: "Σ_j w_ij, self-loops included",
  range: "[0, ∞)",
  degenerate: "None for a silent window; of a single node what it says to itself.",
  of: (g) => rowSums(g.out),
});

/** IP bytes that each node received in the window. */
export const strengthIn: MetricDefinition = defineMetric({
  name: "strength.in",
  title: "Bytes received",
  per: "node",
  unit: "B",
  formula: "Σ_j w_ji, self-loops included",
  range: "[0, ∞)",
  degenerate: "None for a silent window; of a single node what it says to itself.",
  of: (g) => rowSums(g.in),
});

function rowSums({ offsets, bytes }: Csr): Float64Array {
  const sums = new Float64Array(offsets.length - 1);
  for (let i = 0; i < sums.length; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) sums[i] += bytes[e];
  return sums;
}
