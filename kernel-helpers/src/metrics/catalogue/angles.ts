import { anglesToPrevious, anglesToReference } from "../angle";
import { defineSeries } from "../registry";
import { activityVector, followed } from "./vectors";

for (const [from, title] of [...followed, activityVector]) {
  /**
   * How far a window points away from training. The reference must not slide, or a steady exfiltration vanishes after W windows and rises
   * again when it ends.
   */
  defineSeries({
    name: `angle.${from}`,
    title: `Angle of ${title} to training`,
    unit: "rad",
    formula: `∠(x_k, mean of x over the training windows), x the vector of ${from}, 0 for absent nodes`,
    range: "[0, π/2]",
    degenerate: "NaN for a silent window, and when training is silent; windows whose vector is not defined do not count in the mean.",
    from,
    series: (vectors, { training }) => anglesToReference(vectors, training),
  });

  /** The same against the mean of the W windows before, as the predecessor had it. */
  defineSeries({
    name: `angle.${from}.legacy`,
    title: `Angle of ${title} to the windows before`,
    unit: "rad",
    formula: `∠(x_k, mean of x_{k−W} … x_{k−1}), x the vector of ${from}, 0 for absent nodes, W = 6 unless asked otherwise`,
    range: "[0, π/2]",
    degenerate: "NaN for the first W windows, a silent one, and one after W silent ones.",
    from,
    series: (vectors, { W }) => anglesToPrevious(vectors, W),
  });
}
