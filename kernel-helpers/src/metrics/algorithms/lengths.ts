import type { Csr } from "../graph";

/** What the length of an edge is: 1, or 1 ÷ its bytes, so that much traffic is near. */
export type Length = "hops" | "inverseBytes";

/** Writes 1 ÷ bytes of each edge of the rows; an edge without bytes is infinitely long, so that no path takes it. */
export function writeLengths({ bytes }: Csr, into: Float64Array): void {
  for (let e = 0; e < bytes.length; e++) into[e] = bytes[e] > 0 ? 1 / bytes[e] : Infinity;
}
