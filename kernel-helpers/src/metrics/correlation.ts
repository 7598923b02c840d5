/**
 * Pearson's correlation of two series, over the windows in which both are finite; NaN where there are fewer than three of them, or one
 * series is constant there.
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const places = Array.from({ length: Math.min(a.length, b.length) }, (_, i) => i).filter(
    (i) => Number.isFinite(a[i]) && Number.isFinite(b[i]),
  );
  if (places.length < 3) return NaN;
  const mean = (of: ArrayLike<number>): number => places.reduce((sum, i) => sum + of[i], 0) / places.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const i of places) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  const constant = (squares: number, middle: number): boolean => !(Math.sqrt(squares / places.length) > 1e-12 * Math.abs(middle));
  if (constant(aa, meanA) || constant(bb, meanB)) return NaN;
  return Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}
