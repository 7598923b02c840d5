import { leastGap } from "./principalVector";
import { symmetricEigen } from "./symmetricEigen";

const rounds = 200;
const accuracy = 1e-14;

/**
 * The eigenvector of length 1 of the largest eigenvalue of a symmetric matrix without negative eigenvalues; null when that is 0, or the next
 * agrees with it within 1e-6 once `shift` is added to both.
 *
 * Power iteration, which within so few rounds only converges where the next eigenvalue is far; all eigenvalues where it does not.
 *
 * @param matrix dense, by rows
 */
export function leadingVector(matrix: Float64Array, size: number, shift: number): Float64Array | null {
  // Not the same everywhere: rows of a correlation matrix add up to 0.
  let x = unit(Float64Array.from({ length: size }, (_, i) => 1 + ((i * 7) % 11) / 11));
  for (let round = 0; round < rounds && x; round++) {
    const product = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += matrix[i * size + j] * x[j];
      product[i] = sum;
    }
    const next = unit(product);
    let change = 0;
    for (let i = 0; next && i < size; i++) change = Math.max(change, Math.abs(next[i] - x[i]));
    x = next;
    if (x && change <= accuracy) return x;
  }
  const { values, vectors } = symmetricEigen(matrix, size);
  if (!(values[0] > 0) || values[0] - (values[1] ?? 0) <= leastGap * (values[0] + shift)) return null;
  return vectors[0];
}

function unit(x: Float64Array): Float64Array | null {
  let squares = 0;
  for (const value of x) squares += value * value;
  const length = Math.sqrt(squares);
  return length > 1e-150 ? x.map((value) => value / length) : null;
}
