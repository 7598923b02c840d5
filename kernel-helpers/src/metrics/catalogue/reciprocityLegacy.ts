import { defineMetric } from "../registry";

/**
 * Weighted reciprocity as the predecessor computed it: its inner loop assigned where it should add, so that each node contributes only
 * its pair with the last other node by name. For comparison with its numbers alone.
 */
export const reciprocityLegacy = defineMetric({
  name: "reciprocity.legacy",
  title: "Weighted reciprocity as the predecessor had it",
  formula: "Σ_i min(w_ij, w_ji) ÷ Σ w_ij, j the last other node by name",
  range: "[0, 1], or −1",
  degenerate: "−1 for a window without traffic; 0 for a single node.",
  of({ nodeCount, out, bytesBetween }) {
    const total = out.bytes.reduce((sum, bytes) => sum + bytes, 0);
    if (total === 0) return -1;
    let matched = 0;
    for (let i = 0; i < nodeCount; i++) {
      const last = i === nodeCount - 1 ? nodeCount - 2 : nodeCount - 1;
      if (last >= 0) matched += Math.min(bytesBetween(i, last), bytesBetween(last, i));
    }
    return matched / total;
  },
});
