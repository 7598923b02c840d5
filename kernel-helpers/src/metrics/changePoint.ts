import { leadingVector } from "./algorithms/leadingVector";
import { norm } from "./algorithms/norm";
import { angleBetween } from "./angle";
import { gramOf, shrunkenFactors, type Factors, type Rows } from "./shrinkage";
import type { VectorSeries } from "./graph";

/**
 * How much the way in which nodes rise and fall together has turned: for each window the angle, in radians, between the principal
 * eigenvector of the correlations of the nodes over the last W windows and the mean of the W eigenvectors before it.
 *
 * The first 2 W − 1 are NaN, and those whose eigenvector, or all before it, is not defined: all nodes constant, or the two largest
 * eigenvalues equal. A node that is constant over W windows is correlated to none. The sign of an eigenvector is that which makes its
 * first place that is not negligible positive.
 *
 * @param shrunken whether correlations are drawn towards their mean, as far as they are uncertain: from few windows they are mostly noise
 * @see Akoglu and Faloutsos, "Event detection in time series of mobile communication graphs", Army Science Conference (2010)
 */
export function changePoints(vectors: VectorSeries, W: number, { shrunken = false } = {}): Float64Array {
  const { windowCount, nodes } = vectors;
  const size = nodes.length;
  const values = new Float64Array(windowCount * size);
  for (let window = 0; window < windowCount; window++) values.set(vectors.at(window), window * size);
  const standard = { values: new Float64Array(W * size), count: W, size };
  const principal = Array.from({ length: windowCount }, (_, window) => {
    if (window < W - 1) return null;
    standardize(values.subarray((window - W + 1) * size, (window + 1) * size), standard);
    return principalCorrelation(shrunken ? shrunkenFactors(standard) : { factors: standard, shift: 0 });
  });
  const mean = new Float64Array(size);
  return Float64Array.from({ length: windowCount }, (_, window) => {
    const current = principal[window];
    if (window < 2 * W - 1 || !current) return NaN;
    mean.fill(0);
    for (let at = window - W; at < window; at++) {
      const before = principal[at];
      if (before) for (let i = 0; i < size; i++) mean[i] += before[i];
    }
    return angleBetween(current, mean);
  });
}

/**
 * The principal eigenvector of a matrix of correlations that is given by its factors. It is found from the matrix of the windows, which has
 * the same eigenvalues and as many rows as there are windows, not as there are nodes. Null where there is none.
 */
function principalCorrelation({ factors, shift }: Factors): Float64Array | null {
  const { values, count, size } = factors;
  const leading = leadingVector(gramOf(factors), count, shift);
  if (!leading) return null;
  const vector = new Float64Array(size);
  for (let s = 0; s < count; s++) for (let i = 0; i < size; i++) vector[i] += leading[s] * values[s * size + i];
  let greatest = 0;
  for (let i = 0; i < size; i++) greatest = Math.max(greatest, Math.abs(vector[i]));
  let first = 0;
  while (!(Math.abs(vector[first]) > 1e-9 * greatest)) first++;
  const length = Math.sign(vector[first]) * norm(vector);
  for (let i = 0; i < size; i++) vector[i] /= length;
  return vector;
}

/** Writes each place less its mean over the rows, divided by the length of what is left; 0 where it is constant, but for rounding. */
function standardize(values: Float64Array, { values: into, count, size }: Rows): void {
  for (let i = 0; i < size; i++) {
    let mean = 0;
    for (let at = i; at < values.length; at += size) mean += values[at];
    mean /= count;
    let squares = 0;
    for (let at = i; at < values.length; at += size) {
      const apart = values[at] - mean;
      into[at] = apart;
      squares += apart * apart;
    }
    const length = Math.sqrt(squares);
    const share = length > 1e-12 * Math.abs(mean) ? 1 / length : 0;
    for (let at = i; at < values.length; at += size) into[at] *= share;
  }
}
