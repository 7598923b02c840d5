import { leadingVector } from "./algorithms/leadingVector";
import { norm } from "./algorithms/norm";
import { angleBetween } from "./angle";
import { gramOf, shrunkenFactors } from "./shrinkage";
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
  const rows = Array.from({ length: windowCount }, (_, window) => vectors.at(window));
  const principal = rows.map((_, window) =>
    window < W - 1 ? null : principalCorrelation(rows.slice(window - W + 1, window + 1), shrunken),
  );
  return Float64Array.from({ length: windowCount }, (_, window) => {
    const current = principal[window];
    if (window < 2 * W - 1 || !current) return NaN;
    const mean = new Float64Array(nodes.length);
    for (let at = window - W; at < window; at++) {
      const before = principal[at];
      if (before) for (let i = 0; i < mean.length; i++) mean[i] += before[i];
    }
    return angleBetween(current, mean);
  });
}

/**
 * The principal eigenvector of the correlation matrix of the places of some vectors. It is found from the matrix of the windows, which has
 * the same eigenvalues and as many rows as there are vectors, not as there are nodes. Null where there is none.
 */
function principalCorrelation(rows: readonly Float64Array[], shrunken: boolean): Float64Array | null {
  const standard = standardized(rows);
  const { factors, shift } = shrunken ? shrunkenFactors(standard) : { factors: standard, shift: 0 };
  const leading = leadingVector(gramOf(factors), factors.length, shift);
  if (!leading) return null;
  const vector = new Float64Array(rows[0].length);
  for (let s = 0; s < factors.length; s++) for (let i = 0; i < vector.length; i++) vector[i] += leading[s] * factors[s][i];
  let greatest = 0;
  for (let i = 0; i < vector.length; i++) greatest = Math.max(greatest, Math.abs(vector[i]));
  let first = 0;
  while (!(Math.abs(vector[first]) > 1e-9 * greatest)) first++;
  const length = Math.sign(vector[first]) * norm(vector);
  for (let i = 0; i < vector.length; i++) vector[i] /= length;
  return vector;
}

/** Each place less its mean over the rows, divided by the length of what is left; 0 where it is constant, but for rounding. */
function standardized(rows: readonly Float64Array[]): Float64Array[] {
  const size = rows[0].length;
  const result = rows.map(() => new Float64Array(size));
  const means = new Float64Array(size);
  for (const row of rows) for (let i = 0; i < size; i++) means[i] += row[i] / rows.length;
  const lengths = new Float64Array(size);
  for (const row of rows) for (let i = 0; i < size; i++) lengths[i] += (row[i] - means[i]) ** 2;
  for (let i = 0; i < size; i++) {
    const length = Math.sqrt(lengths[i]);
    lengths[i] = length > 1e-12 * Math.abs(means[i]) ? length : Infinity;
  }
  for (let s = 0; s < rows.length; s++) for (let i = 0; i < size; i++) result[s][i] = (rows[s][i] - means[i]) / lengths[i];
  return result;
}
