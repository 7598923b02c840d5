import type { Csr, MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

/** Bytes that a node sent and that were not answered by as many. */
export const nonReciprocatedOut: MetricDefinition = defineMetric({
  name: "nonReciprocated.out",
  title: "Bytes sent that were not reciprocated",
  per: "node",
  unit: "B",
  formula: "Σ_{j≠i} max(w_ij − w_ji, 0)",
  range: "[0, ∞)",
  degenerate: "None for a silent window; 0 for a single node.",
  source: "Squartini et al., Reciprocity of weighted networks, Sci. Rep. 3 (2013), eq. 2",
  of: (g) => surplus(g.out, (i, j) => g.bytesBetween(j, i)),
});

/** Bytes that a node received and did not answer by as many. */
export const nonReciprocatedIn: MetricDefinition = defineMetric({
  name: "nonReciprocated.in",
  title: "Bytes received that were not reciprocated",
  per: "node",
  unit: "B",
  formula: "Σ_{j≠i} max(w_ji − w_ij, 0)",
  range: "[0, ∞)",
  degenerate: "None for a silent window; 0 for a single node.",
  source: "Squartini et al., Reciprocity of weighted networks, Sci. Rep. 3 (2013), eq. 2",
  of: (g) => surplus(g.in, (i, j) => g.bytesBetween(i, j)),
});

function surplus({ offsets, targets, bytes }: Csr, reverse: (i: number, j: number) => number): Float64Array {
  const sums = new Float64Array(offsets.length - 1);
  for (let i = 0; i < sums.length; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) if (targets[e] !== i) sums[i] += Math.max(bytes[e] - reverse(i, targets[e]), 0);
  return sums;
}
