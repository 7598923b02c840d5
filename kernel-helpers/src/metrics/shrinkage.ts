/** Rows of numbers one after the other. */
export interface Rows {
  readonly values: Float64Array;
  readonly count: number;
  /** Numbers in a row. */
  readonly size: number;
}

/** Inner products of all pairs of rows, dense. */
export function gramOf({ values, count, size }: Rows): Float64Array {
  const gram = new Float64Array(count ** 2);
  for (let s = 0; s < count; s++)
    for (let t = 0; t <= s; t++) {
      let sum = 0;
      for (let a = s * size, b = t * size, end = a + size; a < end; a++, b++) sum += values[a] * values[b];
      gram[s * count + t] = gram[t * count + s] = sum;
    }
  return gram;
}

/** A matrix RᵀR + shift · I by the rows of R; the shift moves its eigenvalues, not its eigenvectors. */
export interface Factors {
  readonly factors: Rows;
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
export function shrunkenFactors(standard: Rows): Factors {
  const { values, count: W, size } = standard;
  const active = new Uint8Array(size);
  for (let at = 0; at < values.length; at++) if (values[at] !== 0) active[at % size] = 1;
  const p = active.reduce((sum, one) => sum + one, 0);
  if (p < 2) return { factors: standard, shift: 0 };
  // Sums over i ≠ j of z_ki² z_kj² over all windows k, of r_ij², and of r_ij: without the matrix of the r_ij.
  let [products, sum] = [0, -p];
  for (let row = 0; row < values.length; row += size) {
    let [total, squares, fourths] = [0, 0, 0];
    for (let at = row; at < row + size; at++) {
      const z = values[at];
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
  const less = Math.sqrt(1 - lambda);
  const factors = new Float64Array(values.length + size);
  for (let at = 0; at < values.length; at++) factors[at] = less * values[at];
  for (let i = 0; i < size; i++) factors[values.length + i] = towards * active[i];
  return { factors: { values: factors, count: W + 1, size }, shift: lambda * (1 - mean) };
}
