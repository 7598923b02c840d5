import { defineMetric } from "../registry";

/** Users are outside as well, but have a kind of their own (`client`): answers to them do not count. Legitimate egress does. */
export const bytesOutside = defineMetric({
  name: "bytes.outside",
  title: "Traffic to outside",
  unit: "B",
  formula: "Σ w_ij over i inside, j outside",
  range: "[0, ∞)",
  degenerate: "0 when nothing leaves.",
  of({ nodeCount, kinds, out }) {
    let sum = 0;
    for (let i = 0; i < nodeCount; i++) {
      if (kinds[i] === "outside") continue;
      for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) if (kinds[out.targets[e]] === "outside") sum += out.bytes[e];
    }
    return sum;
  },
});
