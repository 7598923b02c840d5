/** Inner products of all pairs of rows, dense. */
export function gramOf(rows: readonly Float64Array[]): Float64Array {
  const size = rows.length;
  const gram = new Float64Array(size ** 2);
  for (let s = 0; s < size; s++)
    for (let t = 0; t <= s; t++) {
      const [a, b] = [rows[s], rows[t]];
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
      gram[s * size + t] = gram[t * size + s] = sum;
    }
  return gram;
}

/** A matrix RᵀR + shift · I by the rows of R; the shift moves its eigenvalues, not its eigenvectors. */
export interface Factors {
  readonly factors: readonly Float64Array[];
  readonly shift: number;
}

/**
 * Correlations drawn towards their mean: (1 − λ) r_ij + λ r̄, r̄ the mean of all r_ij, at least 0, and
 * λ = Σ Var(r_ij) ÷ Σ (r_ij − r̄)² over i ≠ j, in [0, 1]. Constant places stay correlated to none.
 *
 * @param standard a row for each window; each column has mean 0 and length 1, or is 0
 * @see Schäfer and Strimmer, "A shrinkage approach to large-scale covariance matrix estimation", Stat. Appl. Genet. Mol. Biol. 4 (2005) 32
 * @see Ledoit and Wolf, "Honey, I shrunk the sample covariance matrix", J. Portfolio Management 30 (2004): the mean as the target
 */
export function shrunkenFactors(standard: readonly Float64Array[]): Factors {
  const W = standard.length;
  const active = standard[0].map((_, i) => Number(standard.some((row) => row[i] !== 0)));
  const p = active.reduce((sum, one) => sum + one, 0);
  if (p < 2) return { factors: standard, shift: 0 };
  // Sums over i ≠ j of z_ki² z_kj² over all windows k, of r_ij², and of r_ij: without the matrix of the r_ij.
  let [products, sum] = [0, -p];
  for (const row of standard) {
    let [total, squares, fourths] = [0, 0, 0];
    for (const z of row) {
      total += z;
      squares += z * z;
      fourths += z * z * z * z;
    }
    products += squares ** 2 - fourths;
    sum += total ** 2;
  }
  let squares = -p;
  for (const value of gramOf(standard)) squares += value * value;
  const pairs = p * (p - 1);
  const mean = Math.max(0, sum / pairs);
  const variance = (W / (W - 1)) * (products - squares / W);
  const spread = squares - 2 * mean * sum + mean ** 2 * pairs;
  const lambda = spread > 0 ? Math.min(1, Math.max(0, variance / spread)) : 0;
  const towards = Math.sqrt(lambda * mean);
  return {
    factors: [...standard.map((row) => row.map((z) => Math.sqrt(1 - lambda) * z)), active.map((one) => towards * one)],
    shift: lambda * (1 - mean),
  };
}
