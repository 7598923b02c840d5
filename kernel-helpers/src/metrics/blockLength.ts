/**
 * How many neighbouring windows a block of the bootstrap should have, so that it keeps what a value tells of the next: at least 1, at most a third of the
 * shortest series, rounded up.
 *
 * (2 G² ÷ (4 S² ÷ 3))^⅓ n^⅓, rounded up, with G = Σ λ(k ÷ M) |k| γ_k, S = Σ λ(k ÷ M) γ_k over |k| ≤ M, λ(t) = min(1, 2 (1 − |t|)), γ_k the autocovariances,
 * and M twice the first lag from which on max(5, ⌊log10 n⌋) autocorrelations are within ±2 √(log10 n ÷ n).
 *
 * @param series one or several of one process, such as one per trial, each about its own mean; NaN is left out. n is the number of all values
 * @see Politis and White, "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23 (2004), for the circular block
 * bootstrap, with the correction of Patton, Politis and White, ibid. 28 (2009)
 */
export function blockLength(series: readonly Float64Array[]): number {
  const deviations = series.map(deviationsOf);
  const count = series.reduce((sum, one) => sum + one.filter((value) => !Number.isNaN(value)).length, 0);
  const shortest = Math.min(...series.map(({ length }) => length));
  const longest = Math.max(...series.map(({ length }) => length));
  const most = Math.max(1, Math.ceil(Math.min(3 * Math.sqrt(shortest), shortest / 3)));

  const insignificant = Math.max(5, Math.floor(Math.log10(count)));
  const farthest = Math.min(Math.ceil(Math.sqrt(count)) + insignificant, longest - 1);
  const covariances = Float64Array.from({ length: farthest + 1 }, (_, lag) => autocovariance(deviations, lag) / count);
  if (!(covariances[0] > 0)) return 1;

  const lags = bandwidth(covariances, { insignificant, bound: 2 * Math.sqrt(Math.log10(count) / count) });
  let [slope, variance] = [0, covariances[0]];
  for (let lag = 1; lag <= lags; lag++) {
    const weight = 2 * Math.min(1, 2 * (1 - lag / lags));
    slope += weight * lag * covariances[lag];
    variance += weight * covariances[lag];
  }
  const length = Math.cbrt(((2 * slope ** 2) / ((4 / 3) * variance ** 2)) * count);
  return Math.min(most, Math.max(1, Math.ceil(length)));
}

/** Differences from the mean; 0 where there is no value, which adds nothing to a covariance. */
function deviationsOf(series: Float64Array): Float64Array {
  const known = series.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const deviations = series.map((value) => (Number.isNaN(value) ? 0 : value - mean));
  // What is left of rounding in a constant series is no variation.
  return deviations.every((value) => Math.abs(value) <= 1e-12 * Math.abs(mean)) ? deviations.fill(0) : deviations;
}

function autocovariance(deviations: readonly Float64Array[], lag: number): number {
  let sum = 0;
  for (const values of deviations) for (let i = lag; i < values.length; i++) sum += values[i] * values[i - lag];
  return sum;
}

/** M: autocorrelations γ_k ÷ γ_0 from half of it on are insignificant. */
function bandwidth(covariances: Float64Array, { insignificant, bound }: { insignificant: number; bound: number }): number {
  const farthest = covariances.length - 1;
  const isSmall = (covariance: number): boolean => Math.abs(covariance / covariances[0]) < bound;
  for (let first = 1; first + insignificant <= farthest; first++)
    if (covariances.subarray(first, first + insignificant).every(isSmall)) return Math.min(2 * first, farthest);
  return farthest;
}
