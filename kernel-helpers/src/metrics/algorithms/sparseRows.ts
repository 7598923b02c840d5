/** The entries of a matrix that are not 0, by rows: those of row i are from offsets[i] up to, not including, offsets[i + 1]. */
export interface SparseRows {
  readonly offsets: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

/** @param matrix dense, square, by rows */
export function sparseRows(matrix: Float64Array, size: number): SparseRows {
  const offsets = new Uint32Array(size + 1);
  const columns = new Uint32Array(matrix.length);
  const values = new Float64Array(matrix.length);
  let count = 0;
  for (let i = 0, at = 0; i < size; i++) {
    for (let j = 0; j < size; j++, at++)
      if (matrix[at] !== 0) {
        columns[count] = j;
        values[count++] = matrix[at];
      }
    offsets[i + 1] = count;
  }
  return { offsets, columns, values };
}

/** Writes A x into `product`. */
export function multiply({ offsets, columns, values }: SparseRows, x: Float64Array, product: Float64Array): void {
  for (let i = 0; i < product.length; i++) {
    let sum = 0;
    for (let e = offsets[i], end = offsets[i + 1]; e < end; e++) sum += values[e] * x[columns[e]];
    product[i] = sum;
  }
}
