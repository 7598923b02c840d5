import { norm } from "./norm";
import { leastGap } from "./principalVector";
import { symmetricEigen } from "./symmetricEigen";

/** The matrix is squared so often before it is applied: eigenvalues that are apart by some percent are then apart by far. */
const squarings = 6;
const rounds = 200;
const accuracy = 1e-14;

/**
 * The eigenvector of length 1 of the largest eigenvalue of a symmetric matrix without negative eigenvalues; null when that is 0, or the next
 * agrees with it within 1e-6 once `shift` is added to both.
 *
 * Power iteration where it converges fast, and is sure that no other eigenvalue agrees; all eigenvalues where it is not.
 *
 * @param matrix dense, by rows
 */
export function leadingVector(matrix: Float64Array, size: number, shift: number): Float64Array | null {
  const found = byPowers(matrix, size);
  if (found && found.value * (1 - found.ratio) > leastGap * (found.value + shift)) return found.vector;
  const { values, vectors } = symmetricEigen(matrix, size);
  if (!(values[0] > 0) || values[0] - (values[1] ?? 0) <= leastGap * (values[0] + shift)) return null;
  return vectors[0];
}

/** The vector, its eigenvalue, and a bound of the next eigenvalue as a share of it; null when it does not converge. */
function byPowers(matrix: Float64Array, size: number): { vector: Float64Array; value: number; ratio: number } | null {
  let power: Float64Array | null = ofTraceOne(matrix, size);
  for (let squaring = 0; power && squaring < squarings; squaring++) power = ofTraceOne(squared(power, size), size);
  if (!power) return null;
  // Not the same everywhere: rows of a correlation matrix add up to 0.
  let x: Float64Array = Float64Array.from({ length: size }, (_, i) => 1 + ((i * 7) % 11) / 11);
  let next: Float64Array = new Float64Array(size);
  for (let round = 0; round < rounds; round++) {
    multiply(power, x, next);
    const length = norm(next);
    if (!(length > 0)) return null;
    let change = 0;
    for (let i = 0; i < size; i++) {
      next[i] /= length;
      change = Math.max(change, Math.abs(next[i] - x[i]));
    }
    [x, next] = [next, x];
    if (change > accuracy) continue;
    // Eigenvalues of the power are not negative and add up to 1: what the first leaves is no less than the second.
    const first = quotient(power, x, next);
    return { vector: x, value: quotient(matrix, x, next), ratio: (Math.max(0, 1 - first) / first) ** (0.5 ** squarings) };
  }
  return null;
}

/** A symmetric matrix divided by the sum of its diagonal; null when that is 0. */
function ofTraceOne(matrix: Float64Array, size: number): Float64Array | null {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * (size + 1)];
  return trace > 0 ? matrix.map((value) => value / trace) : null;
}

function squared(matrix: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += matrix[i * size + k] * matrix[j * size + k];
      product[i * size + j] = product[j * size + i] = sum;
    }
  return product;
}

function multiply(matrix: Float64Array, x: Float64Array, product: Float64Array): void {
  const size = x.length;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j] * x[j];
    product[i] = sum;
  }
}

/** xᵀ A x, of an x of length 1. */
function quotient(matrix: Float64Array, x: Float64Array, product: Float64Array): number {
  multiply(matrix, x, product);
  return product.reduce((sum, value, i) => sum + value * x[i], 0);
}
