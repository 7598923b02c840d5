import { anglesToPrevious, anglesToReference } from "../angle";
import type { SeriesDefinition } from "../graph";
import { defineSeries } from "../registry";

/**
 * Angle between the vector of what each node sent and a frozen reference: the mean of the training windows; radians, 0 to π/2.
 * NaN for a silent window.
 *
 * The reference must not slide, or a steady exfiltration vanishes after W windows and rises again when it ends.
 */
export const strengthOutAngle: SeriesDefinition = defineSeries({
  name: "angle.strength.out",
  title: "Angle of bytes sent to training",
  unit: "rad",
  from: "strength.out",
  series: (vectors, { training }) => anglesToReference(vectors, training),
});

/** The same against the mean of the W windows before, as the predecessor had it; the first W are NaN. */
export const strengthOutAngleLegacy: SeriesDefinition = defineSeries({
  name: "angle.strength.out.legacy",
  title: "Angle of bytes sent to the windows before",
  unit: "rad",
  from: "strength.out",
  series: (vectors, { W }) => anglesToPrevious(vectors, W),
});
