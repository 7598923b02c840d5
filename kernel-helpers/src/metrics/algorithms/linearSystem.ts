import { InputError } from "../../config/error";

/** A dense matrix of more rows takes minutes and gigabytes. */
const mostRows = 2000;

/** Room for a dense square matrix, all 0. @throws InputError for more than 2000 rows */
export function denseMatrix(size: number): Float64Array {
  if (size > mostRows)
    throw new InputError(`a part of ${size} nodes is too large for a dense matrix, at most ${mostRows} fit; choose a coarser level`);
  return new Float64Array(size ** 2);
}

/** Solves A x = b for one b after the other. */
export type Solver = (right: Float64Array) => Float64Array;

/** Factors a dense square matrix, given by rows and overwritten, into triangles, with the greatest pivot of each column. */
export function solver(matrix: Float64Array, size: number): Solver {
  const rows = Uint32Array.from({ length: size }, (_, i) => i);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++)
      if (Math.abs(matrix[rows[i] * size + column]) > Math.abs(matrix[rows[pivot] * size + column])) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const top = rows[column] * size;
    for (let i = column + 1; i < size; i++) {
      const row = rows[i] * size;
      if (matrix[row + column] === 0) continue;
      const factor = (matrix[row + column] /= matrix[top + column]);
      for (let j = column + 1; j < size; j++) matrix[row + j] -= factor * matrix[top + j];
    }
  }
  return (right) => {
    const x = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const row = rows[i] * size;
      let value = right[rows[i]];
      for (let j = 0; j < i; j++) value -= matrix[row + j] * x[j];
      x[i] = value;
    }
    for (let i = size - 1; i >= 0; i--) {
      const row = rows[i] * size;
      let value = x[i];
      for (let j = i + 1; j < size; j++) value -= matrix[row + j] * x[j];
      x[i] = value / matrix[row + i];
    }
    return x;
  };
}

/**
 * The inverse of a symmetric matrix whose eigenvalues are above 0, dense and by rows; the matrix is overwritten.
 *
 * By Cholesky's triangle L and its inverse: A⁻¹ = L⁻ᵀ L⁻¹, a third of the steps of solving for every unit vector.
 */
export function inverseOf(matrix: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let value = matrix[i * size + j];
      for (let a = i * size, b = j * size, end = b + j; b < end; a++, b++) value -= matrix[a] * matrix[b];
      matrix[i * size + j] = j < i ? value / matrix[j * (size + 1)] : Math.sqrt(value);
    }
  const lower = new Float64Array(size ** 2);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    const pivot = 1 / matrix[row + i];
    for (let k = 0; k < i; k++) {
      const factor = matrix[row + k] * pivot;
      if (factor === 0) continue;
      for (let to = row, from = k * size, end = from + k; from <= end; to++, from++) lower[to] -= factor * lower[from];
    }
    lower[row + i] = pivot;
  }
  const inverse = matrix.fill(0);
  for (let k = 0; k < size; k++)
    for (let i = 0; i <= k; i++) {
      const factor = lower[k * size + i];
      if (factor === 0) continue;
      for (let to = i * size, from = k * size, end = from + i; from <= end; to++, from++) inverse[to] += factor * lower[from];
    }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) inverse[j * size + i] = inverse[i * size + j];
  return inverse;
}
