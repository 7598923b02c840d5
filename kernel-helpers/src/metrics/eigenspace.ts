import type { VectorSeries } from "./graph";

/**
 * How unlike each window's vector is to those of a reference: 1 − r · u, u the window's vector and r the principal left singular vector of
 * the reference's, all of length 1. Vectors have no negative places, so that it is in [0, 1].
 *
 * NaN where the vector is not defined, or none of the reference.
 *
 * @see Idé and Kashima, "Eigenspace-based anomaly detection in computer systems", KDD 2004, section 4
 */
export function dissimilarityToReference(vectors: VectorSeries, windows: readonly number[]): Float64Array {
  const pattern = patternOf(windows.map((window) => unit(vectors.at(window))));
  return Float64Array.from({ length: vectors.windowCount }, (_, window) => unlike(pattern, unit(vectors.at(window))));
}

/** The same to the W windows before each; the first W are NaN. */
export function dissimilarityToPrevious(vectors: VectorSeries, W: number): Float64Array {
  const recent: (Float64Array | null)[] = [];
  return Float64Array.from({ length: vectors.windowCount }, (_, window) => {
    const vector = unit(vectors.at(window));
    const value = window < W ? NaN : unlike(patternOf(recent), vector);
    recent.push(vector);
    if (recent.length > W) recent.shift();
    return value;
  });
}

const unlike = (pattern: Float64Array | null, vector: Float64Array | null): number =>
  pattern && vector ? Math.max(0, 1 - dot(pattern, vector)) : NaN;

const rounds = 10_000;
const accuracy = 1e-15;

/** The direction that vectors have in common, by power iteration; null when there is none, or no one alone. */
function patternOf(vectors: readonly (Float64Array | null)[]): Float64Array | null {
  const defined = vectors.filter((vector): vector is Float64Array => vector !== null);
  if (defined.length === 0) return null;
  let pattern = unit(sumOf(defined, () => 1));
  for (let round = 0; pattern && round < rounds; round++) {
    const before: Float64Array = pattern;
    pattern = unit(sumOf(defined, (vector) => dot(vector, before)));
    if (pattern?.every((value, i) => Math.abs(value - before[i]) <= accuracy)) return pattern;
  }
  return null;
}

function sumOf(vectors: readonly Float64Array[], weight: (vector: Float64Array) => number): Float64Array {
  const sum = new Float64Array(vectors[0].length);
  for (const vector of vectors) {
    const factor = weight(vector);
    for (let i = 0; i < sum.length; i++) sum[i] += factor * vector[i];
  }
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function unit(vector: Float64Array): Float64Array | null {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((value) => value / length) : null;
}
