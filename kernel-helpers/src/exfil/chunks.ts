import type { Transport } from "../runfolder";
import type { ChunkSize } from "./det/chunk";
import { chunkHolding, type PathWidth } from "./rates";

/** DET's usual chunks, bytes. */
const usual = { min: 300, max: 400 };

/** Chunks a minute below which a single one is more than 5 % of what the minute should carry. */
const leastAMinute = 20;

/** Part of what a path holds which chunks of our own choice may ask for: the rest is for a busy machine. */
const used = 0.5;

/**
 * The sizes of chunks that suit a rate: DET's usual ones (300 to 400 bytes) where they do; smaller, so that one chunk is at most 5 % of
 * a minute (30 bytes at 10 B/s); or larger, so that the path holds the messages (8.2 kB on average at 1 MB/s over tcp).
 *
 * @param peakRate payload bytes/s while the theft sends
 * @param most greatest chunk that the transport carries, bytes
 */
export function chunksFor(
  transport: Transport,
  bytesPerSecond: number,
  peakRate: number,
  width: PathWidth,
  most: number,
): Required<ChunkSize> {
  const slow = Math.floor((bytesPerSecond * 60) / leastAMinute);
  if (slow < usual.max) return sizes(Math.min(slow, most));
  const mean = chunkHolding(transport, peakRate, width, used);
  if (mean <= (usual.min + usual.max) / 2) return most < usual.max ? sizes(most) : { ...usual, distribution: "uniform" };
  // From 6/7 to 8/7 of the mean, as the usual ones are.
  const max = Math.ceil((mean * 8) / 7);
  return max <= most ? sizes(max) : { min: most, max: most, distribution: "fixed" };
}

/** Uniform sizes up to `max`, in the proportion of the usual ones. */
function sizes(max: number): Required<ChunkSize> {
  return { min: Math.max(1, Math.floor((max * usual.min) / usual.max)), max: Math.max(1, max), distribution: "uniform" };
}
