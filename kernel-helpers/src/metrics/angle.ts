import { norm } from "./algorithms/norm";
import type { VectorSeries } from "./graph";

/**
 * Angle between two vectors in radians, 0 to π; NaN when either is zero.
 *
 * 2 atan2(|â − b̂|, |â + b̂|) instead of the arc cosine, which loses half of its digits near 0.
 *
 * @see Kahan, "How Futile are Mindless Assessments of Roundoff", section 12
 */
export function angleBetween(a: Float64Array, b: Float64Array): number {
  const [lengthA, lengthB] = [norm(a), norm(b)];
  if (!(lengthA > 0 && lengthB > 0)) return NaN;
  let difference = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] / lengthA;
    const y = b[i] / lengthB;
    difference += (x - y) * (x - y);
    sum += (x + y) * (x + y);
  }
  return 2 * Math.atan2(Math.sqrt(difference), Math.sqrt(sum));
}

/** Angle of each window's vector to the mean of the given windows' vectors; NaN where a vector is zero, or no window was given. */
export function anglesToReference(vectors: VectorSeries, windows: readonly number[]): Float64Array {
  const reference = meanOf(
    windows.map((window) => vectors.at(window)),
    vectors.nodes.length,
  );
  return Float64Array.from({ length: vectors.windowCount }, (_, window) => angleBetween(vectors.at(window), reference));
}

/** Angle of each window's vector to the mean of the W before it; the first W are NaN. */
export function anglesToPrevious(vectors: VectorSeries, W: number): Float64Array {
  const recent: Float64Array[] = [];
  return Float64Array.from({ length: vectors.windowCount }, (_, window) => {
    const vector = vectors.at(window);
    const angle = window < W ? NaN : angleBetween(vector, meanOf(recent, vectors.nodes.length));
    recent.push(vector);
    if (recent.length > W) recent.shift();
    return angle;
  });
}

/** Windows whose vector is not defined, as the eigenvector of a graph without circles, are left out. */
function meanOf(vectors: readonly Float64Array[], size: number): Float64Array {
  const defined = vectors.filter((vector) => !hasNaN(vector));
  const mean = new Float64Array(size);
  for (const vector of defined) for (let i = 0; i < size; i++) mean[i] += vector[i] / defined.length;
  return mean;
}

function hasNaN(vector: Float64Array): boolean {
  for (let i = 0; i < vector.length; i++) if (Number.isNaN(vector[i])) return true;
  return false;
}
