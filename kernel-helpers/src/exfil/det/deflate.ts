import { constants, deflateRawSync, deflateSync } from "node:zlib";

/** Bytes that are compressed at once. */
const blockBytes = 1 << 20;

/**
 * A file as zlib compresses it (RFC 1950), piece by piece: any inflater takes it. Files of up to 1 MiB come out as `deflateSync` makes them;
 * of larger ones each MiB is compressed by itself.
 */
export function* deflated(file: Iterable<Buffer>): Generator<Buffer> {
  let checksum = 1;
  let isFirst = true;
  let last: Buffer | null = null;
  for (const block of blocksOf(file)) {
    if (last) {
      if (isFirst) yield Buffer.from([0x78, 0x9c]);
      isFirst = false;
      yield deflateRawSync(last, { finishFlush: constants.Z_SYNC_FLUSH });
      checksum = adler32(last, checksum);
    }
    last = block;
  }
  last ??= Buffer.alloc(0);
  if (isFirst) return yield deflateSync(last);
  const end = Buffer.alloc(4);
  end.writeUInt32BE(adler32(last, checksum));
  yield Buffer.concat([deflateRawSync(last), end]);
}

function* blocksOf(file: Iterable<Buffer>): Generator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for (const piece of file) {
    held.push(piece);
    length += piece.length;
    if (length < blockBytes) continue;
    const all = Buffer.concat(held);
    let at = 0;
    for (; all.length - at >= blockBytes; at += blockBytes) yield all.subarray(at, at + blockBytes);
    held = [all.subarray(at)];
    length = all.length - at;
  }
  if (length > 0) yield Buffer.concat(held);
}

/** Adler-32 (RFC 1950) of more bytes behind those of `before`. */
function adler32(bytes: Buffer, before: number): number {
  let [low, high] = [before & 0xffff, before >>> 16];
  for (let at = 0; at < bytes.length;) {
    // As many as fit before the sums pass 32 bits.
    for (const end = Math.min(bytes.length, at + 3800); at < end; at++) high += low += bytes[at];
    low %= 65_521;
    high %= 65_521;
  }
  return ((high << 16) | low) >>> 0;
}
