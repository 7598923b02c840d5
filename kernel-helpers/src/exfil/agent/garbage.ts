/** Bytes of buffers between two looks. */
const every = 512 * 1024;
let since = 0;

/**
 * V8 lets 32 MB of buffers become garbage before it looks, as they lie outside its heap: more than all that an agent needs. Told of the bytes
 * that pass, this makes it look sooner, where node was started with `--expose-gc`.
 */
export function passed(bytes: number): void {
  since += bytes;
  if (since < every) return;
  since = 0;
  void globalThis.gc?.();
}

/** The same pieces, told to `passed`. */
export function* passing(pieces: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of pieces) {
    passed(piece.length);
    yield piece;
  }
}
