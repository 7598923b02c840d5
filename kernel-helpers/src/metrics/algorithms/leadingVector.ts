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
  let power: Float64Array = new Float64Array(matrix);
  let spare: Float64Array = new Float64Array(matrix.length);
  if (!toTraceOne(power, size)) return null;
  for (let squaring = 0; squaring < squarings; squaring++) {
    square(power, size, spare);
    if (!toTraceOne(spare, size)) return null;
    [power, spare] = [spare, power];
  }
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

/** Divides a symmetric matrix by the sum of its diagonal, in its place; false when that is 0. */
function toTraceOne(matrix: Float64Array, size: number): boolean {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * (size + 1)];
  if (!(trace > 0)) return false;
  for (let at = 0; at < matrix.length; at++) matrix[at] /= trace;
  return true;
}

/** Writes the square of a symmetric matrix into `product`. */
function square(matrix: Float64Array, size: number, product: Float64Array): void {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += matrix[i * size + k] * matrix[j * size + k];
      product[i * size + j] = product[j * size + i] = sum;
    }
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
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += product[i] * x[i];
  return sum;
}
