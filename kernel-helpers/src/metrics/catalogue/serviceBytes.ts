import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

/** Which service it is that speaks to outside. */
export const serviceBytesOutside: MetricDefinition = defineMetric({
  name: "service.bytes.outside",
  title: "Traffic of a service to outside",
  per: "service",
  unit: "B",
  formula: "Σ w_ij over the instances and virtual IPs i of a service, j outside",
  range: "[0, ∞)",
  degenerate: "0 for a service that was silent, or says nothing to outside.",
  of: ({ kinds, out: { offsets, targets, bytes } }, { services }) =>
    Float64Array.from(services, ({ nodes, vips }) => {
      let sum = 0;
      for (const i of [...nodes, ...vips])
        for (let e = offsets[i]; e < offsets[i + 1]; e++) if (kinds[targets[e]] === "outside") sum += bytes[e];
      return sum;
    }),
});
