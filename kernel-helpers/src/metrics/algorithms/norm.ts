/** Length of a vector, of any magnitude: √Σ x². */
export function norm(x: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += x[i] * x[i];
  if (squares > 1e-200 && squares < Infinity) return Math.sqrt(squares);
  const greatest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return greatest > 0 && greatest < Infinity ? greatest * Math.sqrt(x.reduce((sum, value) => sum + (value / greatest) ** 2, 0)) : greatest;
}
