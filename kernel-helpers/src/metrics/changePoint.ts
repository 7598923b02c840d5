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
    for (const before of principal.slice(window - W, window)) for (let i = 0; before && i < mean.length; i++) mean[i] += before[i];
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
  factors.forEach((row, s) => {
    for (let i = 0; i < row.length; i++) vector[i] += leading[s] * row[i];
  });
  const greatest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const first = vector.find((value) => Math.abs(value) > 1e-9 * greatest)!;
  const length = Math.sign(first) * norm(vector);
  return vector.map((value) => value / length);
}

/** Each place less its mean over the rows, divided by the length of what is left; 0 where it is constant, but for rounding. */
function standardized(rows: readonly Float64Array[]): Float64Array[] {
  const result = rows.map((row) => new Float64Array(row.length));
  for (let i = 0; i < rows[0].length; i++) {
    let mean = 0;
    for (let s = 0; s < rows.length; s++) mean += rows[s][i] / rows.length;
    let squares = 0;
    for (let s = 0; s < rows.length; s++) squares += (rows[s][i] - mean) ** 2;
    const length = Math.sqrt(squares);
    if (!(length > 1e-12 * Math.abs(mean))) continue;
    for (let s = 0; s < rows.length; s++) result[s][i] = (rows[s][i] - mean) / length;
  }
  return result;
}
