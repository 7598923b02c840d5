import { expect, test } from "vitest";
import { principalVector } from "../../kernel-helpers/src/metrics/algorithms/principalVector";
import { sparseRows, type SparseRows } from "../../kernel-helpers/src/metrics/algorithms/sparseRows";

/** A matrix of ones at the given places. */
function matrixOf(size: number, ones: Iterable<readonly [number, number]>): SparseRows {
  const matrix = new Float64Array(size ** 2);
  for (const [i, j] of ones) matrix[i * size + j] = 1;
  return sparseRows(matrix, size);
}

/** Two cliques of 8 joined by a path of so many further nodes. */
function dumbbell(between: number): SparseRows {
  const size = 16 + between;
  const ones: [number, number][] = [];
  const join = (i: number, j: number) => ones.push([i, j], [j, i]);
  for (const first of [0, 8 + between]) for (let i = 0; i < 8; i++) for (let j = 0; j < i; j++) join(first + i, first + j);
  for (let i = 7; i < 8 + between; i++) join(i, i + 1);
  return matrixOf(size, ones);
}

test("in a circle all are equal, though power iteration without a shift would turn for ever", () => {
  const circle = Array.from({ length: 50 }, (_, i) => [i, (i + 1) % 50] as const);
  for (const value of principalVector(matrixOf(50, circle)).vector!) expect(value).toBeCloseTo(1 / Math.sqrt(50), 12);
});

test("of a path of n nodes it is sin(π i ÷ (n + 1))", () => {
  const n = 40; // The two largest eigenvalues are 2 cos(π/41) and 2 cos(2π/41): power iteration would take thousands of rounds.
  const path = Array.from({ length: n - 1 }, (_, i) => [[i, i + 1], [i + 1, i]] as const).flat(); // prettier-ignore
  const vector = principalVector(matrixOf(n, path)).vector!;
  vector.forEach((value, i) => expect(value).toBeCloseTo(Math.sqrt(2 / (n + 1)) * Math.sin((Math.PI * (i + 1)) / (n + 1)), 12));
});

test("two halves that hardly know each other have no vector in common", () => {
  // numpy.linalg.eigvalsh: the two largest differ by 2.3e-6 of the largest with 5 nodes between, by 3.4e-7 with 6.
  expect(principalVector(dumbbell(5)).vector).not.toBeNull();
  expect(principalVector(dumbbell(6)).vector).toBeNull();
});
