/** Eigenvalues, greatest first, and for each its vector of length 1: row k of `vectors`. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array[];
}

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix, dense and by rows, by Jacobi's rotations.
 *
 * @see Golub and Van Loan, Matrix Computations (2013), section 8.5
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const vectors = Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));
  const scale = Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let largest = 0;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q];
        largest = Math.max(largest, Math.abs(off));
        if (Math.abs(off) > Number.EPSILON * 1e-3 * scale) rotate(a, vectors, p, q);
      }
    if (largest <= Number.EPSILON * 1e-2 * scale) break;
  }
  const order = vectors.map((_, i) => i).sort((i, j) => a[j * size + j] - a[i * size + i]);
  return { values: Float64Array.from(order, (i) => a[i * size + i]), vectors: order.map((i) => vectors[i]) };
}

/** Turns rows and columns p and q so that their entry becomes 0. */
function rotate(a: Float64Array, vectors: Float64Array[], p: number, q: number): void {
  const size = vectors.length;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q]);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[k * size + p], a[k * size + q]];
    a[k * size + p] = cosine * x - sine * y;
    a[k * size + q] = sine * x + cosine * y;
    const [v, w] = [vectors[p][k], vectors[q][k]];
    vectors[p][k] = cosine * v - sine * w;
    vectors[q][k] = sine * v + cosine * w;
  }
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[p * size + k], a[q * size + k]];
    a[p * size + k] = cosine * x - sine * y;
    a[q * size + k] = sine * x + cosine * y;
  }
}
