import { defineMetric } from "../registry";

/**
 * Weighted reciprocity: the share of all bytes that is matched by bytes the other way.
 *
 * r = Σ_{i≠j} min(w_ij, w_ji) / Σ_{i≠j} w_ij, in [0, 1]; NaN for a window without traffic between nodes.
 *
 * @see Squartini et al., "Reciprocity of weighted networks", Sci. Rep. 3 (2013), eq. 4
 */
export const weightedReciprocity = defineMetric({
  name: "reciprocity.weighted",
  title: "Weighted reciprocity",
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
