import type { Csr } from "../graph";

/** What the length of an edge is: 1, or 1 ÷ its bytes, so that much traffic is near. */
export type Length = "hops" | "inverseBytes";

/**
 * Distances that agree within this share of themselves tie. Compared exactly, sums of 1 ÷ bytes that are equal by arithmetic differ by
 * rounding, and shortest paths go missing: in one of thirty graphs with tied weights.
 */
export const tie = 1e-12;

/** 1 ÷ bytes of each edge of the rows; an edge without bytes is infinitely long, so that no path takes it. */
export function lengthsOf({ bytes }: Csr): Float64Array {
  const lengths = new Float64Array(bytes.length);
  for (let e = 0; e < bytes.length; e++) lengths[e] = 1 / bytes[e];
  return lengths;
}
