import { defineMetric } from "../registry";

/** The share of all bytes that is matched by bytes the other way. */
export const weightedReciprocity = defineMetric({
  name: "reciprocity.weighted",
  title: "Weighted reciprocity",
  formula: "Σ_{i≠j} min(w_ij, w_ji) ÷ Σ_{i≠j} w_ij",
  range: "[0, 1]",
  degenerate: "NaN for a window without traffic between two nodes.",
  source: "Squartini et al., Reciprocity of weighted networks, Sci. Rep. 3 (2013), eq. 4",
  of(g) {
    const { offsets, targets, bytes } = g.out;
    let matched = 0;
    let total = 0;
    for (let i = 0; i < g.nodeCount; i++)
      for (let e = offsets[i]; e < offsets[i + 1]; e++) {
        if (targets[e] === i) continue;
        matched += Math.min(bytes[e], g.bytesBetween(targets[e], i));
        total += bytes[e];
      }
    return matched / total;
  },
});
