import { solver } from "./linearSystem";
import { denseOf, multiply, sparseRows, type SparseRows } from "./sparseRows";

/** Two largest eigenvalues that agree within this share have no vector of their own. */
export const leastGap = 1e-6;
const accuracy = 4e-15;
/** Power iteration that has not converged after so many rounds a node is given up for a method that does not depend on the gap. */
const patience = 2;

/** The largest eigenvalue, and its vector of length 1; null when the next eigenvalue agrees with it within 1e-6. */
export interface Principal {
  readonly value: number;
  readonly vector: Float64Array | null;
}

/**
 * The vector x > 0 with A x = λ x, λ the largest eigenvalue, of a square matrix without negative entries in which each place can be reached
 * from each other.
 *
 * Power iteration on A + I, which converges for periodic graphs as well; Noda's iteration where that is slow. The largest and the least
 * quotient (A x)_i ÷ x_i enclose λ, which tells when to stop.
 *
 * @throws InputError for a slow one of more than 2000 rows
 * @see Noda, "Note on the computation of the maximal eigenvalue of a non-negative irreducible matrix", Numer. Math. 17 (1971)
 */
export function principalVector(rows: SparseRows): Principal {
  const size = rows.offsets.length - 1;
  // Not the same everywhere, or the parts of a symmetric graph would balance, and a small gap would go unseen.
  const start = Float64Array.from({ length: size }, (_, i) => 1 + i / size);
  const { x: near, converged } = byPowers(rows, unit(start));
  if (converged) return { value: bounds(rows, near).most, vector: near };
  const matrix = denseOf(rows);
  const x = byNoda(matrix, rows, near.slice());
  const turned = transposed(matrix, size);
  const y = turned.every((value, at) => value === matrix[at]) ? x : byNoda(turned, sparseRows(turned, size), unit(start.slice()));
  const value = bounds(rows, x).most;
  return { value, vector: gap(matrix, value, x, y) <= leastGap ? null : x };
}

/** Rounds between two looks at the bounds. */
const stride = 8;

function byPowers(rows: SparseRows, start: Float64Array): { x: Float64Array; converged: boolean } {
  const size = start.length;
  let x = start;
  let next: Float64Array = new Float64Array(size);
  let scale = 0;
  for (let round = 0; round < 20 + patience * size; round += stride) {
    const { least, most } = bounds(rows, x, next);
    if (most - least <= accuracy * most) return { x, converged: true };
    // A power of two, so that it changes no digit: vectors do not grow much until they are made of length 1 again.
    if (scale === 0) scale = 0.5 ** Math.ceil(Math.log2(most + 1));
    for (let more = 0; more < stride; more++) {
      multiply(rows, x, next, scale, 1);
      [x, next] = [next, x];
    }
    unit(x);
  }
  return { x, converged: false };
}

function byNoda(matrix: Float64Array, rows: SparseRows, start: Float64Array): Float64Array {
  const size = start.length;
  let x = start;
  let before = Infinity;
  for (;;) {
    const { least, most } = bounds(rows, x);
    // The bounds close in quadratically until rounding stops them.
    if (most - least <= accuracy * most || most - least >= before) return x;
    before = most - least;
    x = unit(solver(shifted(matrix, size, most), size)(x));
  }
}

/** Distance of the second eigenvalue from the first as a share of it, by inverse iteration on what is left without the first. */
function gap(matrix: Float64Array, largest: number, x: Float64Array, y: Float64Array): number {
  const size = x.length;
  const solve = solver(shifted(matrix, size, largest * (1 + leastGap / 100)), size);
  const overlap = dot(x, y);
  let z: Float64Array = x.map((_, i) => 1 + ((i * 7) % 11));
  let growth = 0;
  for (let round = 0; round < 10; round++) {
    const along = dot(y, z) / overlap;
    z = unit(z.map((value, i) => value - along * x[i]));
    const next = solve(z);
    const beside = dot(y, next) / overlap;
    z = next.map((value, i) => value - beside * x[i]);
    growth = Math.max(growth, Math.sqrt(dot(z, z)));
  }
  return 1 / growth / largest;
}

/** The least and the greatest quotient of the places of A x by those of x. */
function bounds(rows: SparseRows, x: Float64Array, product: Float64Array = new Float64Array(x.length)): { least: number; most: number } {
  multiply(rows, x, product);
  let [least, most] = [Infinity, 0];
  for (let i = 0; i < x.length; i++) {
    const quotient = product[i] / x[i];
    if (quotient < least) least = quotient;
    if (quotient > most) most = quotient;
  }
  return { least, most };
}

/** shift · I − A */
function shifted(matrix: Float64Array, size: number, shift: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let at = 0; at < matrix.length; at++) result[at] = -matrix[at];
  for (let i = 0; i < size; i++) result[i * (size + 1)] += shift;
  return result;
}

function transposed(matrix: Float64Array, size: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) result[j * size + i] = matrix[i * size + j];
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Makes a vector one of length 1, in its place. */
function unit(x: Float64Array): Float64Array {
  const length = Math.sqrt(dot(x, x));
  for (let i = 0; i < x.length; i++) x[i] /= length;
  return x;
}
