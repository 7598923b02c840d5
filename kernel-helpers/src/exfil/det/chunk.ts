import { wholeBetween, type Random } from "../../runfolder/random";

export interface ChunkSize {
  readonly min: number;
  readonly max: number;
  /** Default: uniform. */
  readonly distribution?: "uniform" | "fixed" | "heavy-tailed";
}

/** Exponent of the heavy tail: of the sizes of files and transfers, 1.1 to 1.3 were measured (Crovella and Bestavros, 1997). */
const exponent = 1.2;

/** Cuts a payload, however it comes, into chunks whose sizes are drawn one for each; the last is what is left. */
export function* chunksOf(payload: Iterable<Buffer>, size: ChunkSize, random: Random): Generator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  let wanted = drawSize(size, random);
  for (const piece of payload) {
    held = held.length > 0 ? Buffer.concat([held, piece]) : piece;
    let at = 0;
    for (; held.length - at >= wanted; wanted = drawSize(size, random)) yield held.subarray(at, (at += wanted));
    held = held.subarray(at);
  }
  if (held.length > 0) yield held;
}

/** Draws a size, bytes: uniform in [min, max], or by a Pareto distribution that is cut off at max. */
function drawSize({ min, max, distribution }: ChunkSize, random: Random): number {
  if (distribution !== "heavy-tailed" || min === max) return wholeBetween(random, min, max);
  const reached = 1 - (min / max) ** exponent;
  return Math.min(max, Math.round(min * (1 - random() * reached) ** (-1 / exponent)));
}

/** The mean size, bytes. */
export function meanChunk({ min, max, distribution }: ChunkSize): number {
  if (distribution !== "heavy-tailed" || min === max) return (min + max) / 2;
  const reached = 1 - (min / max) ** exponent;
  return ((min ** exponent / reached) * exponent * (min ** (1 - exponent) - max ** (1 - exponent))) / (exponent - 1);
}
