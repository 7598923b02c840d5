import { anglesToPrevious, anglesToReference } from "../angle";
import type { SeriesDefinition } from "../graph";
import { defineSeries } from "../registry";

/**
 * How far the traffic of a window points away from that of training.
 *
 * The reference must not slide, or a steady exfiltration vanishes after W windows and rises again when it ends.
 */
export const strengthOutAngle: SeriesDefinition = defineSeries({
  name: "angle.strength.out",
  title: "Angle of bytes sent to training",
  unit: "rad",
  formula: "∠(x_k, mean of x over the training windows), x the bytes that each node sent",
  range: "[0, π/2]",
  degenerate: "NaN for a silent window, and when training is silent.",
  from: "strength.out",
  series: (vectors, { training }) => anglesToReference(vectors, training),
});

/** The same against the mean of the W windows before, as the predecessor had it. */
export const strengthOutAngleLegacy: SeriesDefinition = defineSeries({
  name: "angle.strength.out.legacy",
  title: "Angle of bytes sent to the windows before",
  unit: "rad",
  formula: "∠(x_k, mean of x_{k−W} … x_{k−1}), x the bytes that each node sent",
  range: "[0, π/2]",
  degenerate: "NaN for the first W windows, a silent one, and one after W silent ones.",
  from: "strength.out",
  series: (vectors, { W }) => anglesToPrevious(vectors, W),
});
