import { wholeBetween, type Random } from "../../runfolder/random";

export interface ChunkSize {
  readonly min: number;
  readonly max: number;
}

/** Cuts a payload into chunks whose sizes are uniform in [min, max] bytes, drawn one for each; the last is what is left. */
export function* chunksOf(payload: Buffer, size: ChunkSize, random: Random): Generator<Buffer> {
  for (let at = 0; at < payload.length;) {
    const chunk = payload.subarray(at, at + wholeBetween(random, size.min, size.max));
    at += chunk.length;
    yield chunk;
  }
}
