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
