import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";

/** The chunks of one job on disk, in the order in which they came; in memory only where each one lies. */
export interface Spool {
  /** Chunks held, and their bytes. */
  readonly count: number;
  readonly bytes: number;
  /** Keeps a chunk. @returns false when one of that number is there already, or the number is far beyond all others */
  put(index: number, chunk: Buffer): boolean;
  /** The chunks 0 to count - 1 in order, in pieces of 64 KiB or so; null when one of them lacks. */
  inOrder(count: number): Generator<Buffer> | null;
  /** Gives the room on disk back. */
  remove(): void;
}

/** A chunk this far beyond twice the number of those that came is a stranger's: places are kept for each number below. */
const slack = 100_000;
const pieceBytes = 64 * 1024;

/**
 * @param file made anew, and without a name at once: whatever becomes of the process, nothing of it stays
 */
export function createSpool(file: string): Spool {
  const handle = openSync(file, "w+", 0o600);
  unlinkSync(file);
  let offsets = new Float64Array(1024);
  let lengths = new Uint32Array(1024); // 0: not there
  let count = 0;
  let bytes = 0;

  function grow(index: number): void {
    const size = Math.max(2 * lengths.length, index + 1);
    const [oldOffsets, oldLengths] = [offsets, lengths];
    offsets = new Float64Array(size);
    lengths = new Uint32Array(size);
    offsets.set(oldOffsets);
    lengths.set(oldLengths);
  }

  function* read(upTo: number): Generator<Buffer> {
    const piece = Buffer.allocUnsafe(pieceBytes);
    let filled = 0;
    for (let index = 0; index < upTo; index++) {
      for (let done = 0; done < lengths[index];) {
        const got = readSync(handle, piece, filled, Math.min(lengths[index] - done, pieceBytes - filled), offsets[index] + done);
        if (got === 0) throw new Error("the spool is shorter than what was written to it");
        done += got;
        filled += got;
        if (filled < pieceBytes) continue;
        yield Buffer.from(piece);
        filled = 0;
      }
    }
    if (filled > 0) yield Buffer.from(piece.subarray(0, filled));
  }

  return {
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
    put(index, chunk) {
      if (lengths[index] > 0 || index > 2 * count + slack) return false;
      if (index >= lengths.length) grow(index);
      for (let at = 0; at < chunk.length;) at += writeSync(handle, chunk, at, chunk.length - at, bytes + at);
      offsets[index] = bytes;
      lengths[index] = chunk.length;
      bytes += chunk.length;
      count++;
      return true;
    },
    inOrder(upTo) {
      for (let index = 0; index < upTo; index++) if (!lengths[index]) return null;
      return read(upTo);
    },
    remove: () => closeSync(handle),
  };
}
