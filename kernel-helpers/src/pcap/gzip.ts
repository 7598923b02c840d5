import { createGunzip } from "node:zlib";

type Pieces = AsyncIterable<Buffer>;

/** Bytes that zlib gives at a time. */
const pieceLength = 1 << 18;
/** Bytes of input that zlib gets at a time: as they come, and once more where something is wrong with them. */
const portions = [Infinity, 512, 1];

/**
 * Decompresses gzip, any number of members.
 *
 * Of a piece of input in which zlib finds something wrong it gives nothing, also not what comes before. So where `again` gives the input once
 * more, that piece is fed in ever smaller portions, until nothing but the wrong byte is missing.
 */
export async function* gunzip(input: Pieces, again?: () => Pieces): Pieces {
  let given = 0;
  let border = 0;
  for (const portion of portions) {
    const fed = { whole: 0, last: 0 };
    let known = given;
    try {
      for await (const piece of inflated(counted(portioned(portion === Infinity ? input : again!(), border, portion), fed))) {
        const skipped = Math.min(known, piece.length);
        known -= skipped;
        given += piece.length - skipped;
        if (skipped < piece.length) yield piece.subarray(skipped);
      }
      return;
    } catch (error) {
      const isCutOff = (error as NodeJS.ErrnoException).code === "Z_BUF_ERROR"; // Then nothing is kept back.
      if (isCutOff || !again || portion === 1) throw error;
      border = fed.whole;
    }
  }
}

/** Pieces as they come up to a byte, and portions from there on. */
async function* portioned(input: Pieces, border: number, portion: number): Pieces {
  let at = 0;
  for await (const piece of input) {
    const whole = portion === Infinity ? piece.length : Math.min(piece.length, Math.max(0, border - at));
    at += piece.length;
    if (whole > 0) yield piece.subarray(0, whole);
    for (let next = whole; next < piece.length; next += portion) yield piece.subarray(next, next + portion);
  }
}

/** Counts the bytes of the last piece, and of all before it. */
async function* counted(input: Pieces, into: { whole: number; last: number }): Pieces {
  for await (const piece of input) {
    into.whole += into.last;
    into.last = piece.length;
    yield piece;
  }
}

async function* inflated(input: Pieces): Pieces {
  const output = createGunzip({ chunkSize: pieceLength });
  const feeding = feed(input, output);
  try {
    yield* output as Pieces;
    await feeding;
  } finally {
    output.destroy();
    await feeding.catch(() => {});
  }
}

/** Writes all pieces, waiting where the reader is behind. */
async function feed(input: Pieces, output: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const piece of input) {
      if (output.destroyed) return;
      if (!output.write(piece)) await roomIn(output);
    }
    output.end();
  } catch (error) {
    output.destroy(error as Error);
  }
}

/** Waits until a stream takes more, or is closed. */
function roomIn(output: ReturnType<typeof createGunzip>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      output.off("drain", done).off("close", done);
      resolve();
    };
    output.on("drain", done).on("close", done);
  });
}
