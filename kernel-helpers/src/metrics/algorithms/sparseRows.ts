import { denseMatrix } from "./linearSystem";
import type { Csr } from "../graph";

/** The entries of a square matrix that are not 0, by rows: those of row i are from offsets[i] up to, not including, offsets[i + 1]. */
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

/** Rows and columns of some nodes of a graph alone, in their order; `weight` is the entry of an edge. */
export function rowsAmong(
  { offsets: rows, targets, bytes }: Csr,
  members: readonly number[],
  weight: (bytes: number) => number,
): SparseRows {
  const places = new Int32Array(rows.length - 1).fill(-1);
  let most = 0;
  members.forEach((node, place) => {
    places[node] = place;
    most += rows[node + 1] - rows[node];
  });
  const offsets = new Uint32Array(members.length + 1);
  const columns = new Uint32Array(most);
  const values = new Float64Array(most);
  let count = 0;
  for (let i = 0; i < members.length; i++) {
    for (let e = rows[members[i]], end = rows[members[i] + 1]; e < end; e++) {
      if (places[targets[e]] < 0) continue;
      columns[count] = places[targets[e]];
      values[count++] = weight(bytes[e]);
    }
    offsets[i + 1] = count;
  }
  return { offsets, columns, values };
}

/** The whole matrix, by rows. @throws InputError when it is too large */
export function denseOf({ offsets, columns, values }: SparseRows): Float64Array {
  const size = offsets.length - 1;
  const matrix = denseMatrix(size);
  for (let i = 0; i < size; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) matrix[i * size + columns[e]] = values[e];
  return matrix;
}

/** Writes scale · (A + shift · I) x into `product`. */
export function multiply({ offsets, columns, values }: SparseRows, x: Float64Array, product: Float64Array, scale = 1, shift = 0): void {
  for (let i = 0; i < product.length; i++) {
    let sum = shift * x[i];
    for (let e = offsets[i], end = offsets[i + 1]; e < end; e++) sum += values[e] * x[columns[e]];
    product[i] = scale * sum;
  }
}
