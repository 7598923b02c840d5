import { createReadStream, promises as fs } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../config/error";
import { unzstd } from "./zstd";

/** Bytes of a file in order, decompressed. */
export interface ByteSource {
  /**
   * Reads up to `length` bytes into `into` at `offset`; 0 at the end.
   *
   * @throws ReadingError when the rest cannot be had: a broken disk, a broken compression
   */
  read(into: Buffer, offset: number, length: number): Promise<number>;
  /** Bytes of the file itself that were taken so far, and its size (0: not known): how far a reading is. */
  taken(): number;
  readonly size: number;
  close(): Promise<void>;
}

/** Some records of a plain capture: the bytes of its header, and then those from `from` up to, not including, `to`. */
export interface Part {
  readonly header: number;
  readonly from: number;
  readonly to: number;
}

/** The rest of a file cannot be had. */
export class ReadingError extends Error {}

/**
 * Opens a capture, plain, gzip or zstd, as its first bytes say. `-` is standard input, of which what has come is read at once.
 *
 * @param part what of a plain file is read; default: all of it
 * @throws InputError when there is no such file, it is a folder, or it is empty
 */
export async function openSource(file: string, part?: Part): Promise<ByteSource> {
  if (file === "-") return fromStream(file, process.stdin, 0);
  const stat = await fs.stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${file}: ${error.code === "ENOENT" ? "no such file" : error.message}`);
  });
  if (stat.isDirectory()) throw new InputError(`${file}: is a folder, not a capture`);
  if (!stat.isFile()) return fromStream(file, createReadStream(file), 0); // A named pipe cannot be looked at twice.
  const handle = await fs.open(file, "r").catch((error: Error) => {
    throw new InputError(`${file}: cannot be read: ${error.message}`);
  });
  const head = Buffer.alloc(4);
  const { bytesRead } = await handle.read(head, 0, 4, 0);
  if (bytesRead === 0) {
    await handle.close();
    throw new InputError(`${file}: is empty`);
  }
  if (decompressor(head)) {
    await handle.close();
    return fromStream(file, createReadStream(file, { highWaterMark: streamPiece }), stat.size);
  }
  let position = 0;
  return {
    size: stat.size,
    taken: () => position,
    async read(into, offset, length) {
      if (part && position === part.header) position = part.from;
      const end = part === undefined ? Infinity : position < part.header ? part.header : part.to;
      const { bytesRead: n } = await handle.read(into, offset, Math.min(length, end - position), position).catch((error: Error) => {
        throw new ReadingError(error.message);
      });
      position += n;
      return n;
    },
    close: () => handle.close(),
  };
}

const streamPiece = 1 << 18;
type Pieces = AsyncIterable<Buffer>;

/** What turns the bytes of a stream into those of the capture; null: they are the capture's. */
function decompressor(head: Buffer): ((input: Pieces) => Pieces) | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzip;
  // Frames that are to be skipped may come first.
  const zstd = head.length >= 4 && (head.readUInt32LE(0) === 0xfd2fb528 || head.readUInt32LE(0) >>> 4 === 0x184d2a5);
  return zstd ? unzstd : null;
}

async function* gunzip(input: Pieces): Pieces {
  const output = createGunzip({ chunkSize: streamPiece });
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

async function fromStream(file: string, stream: Readable, size: number): Promise<ByteSource> {
  let taken = 0;
  const raw = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const head: Buffer[] = [];
  let headLength = 0;
  while (headLength < 4) {
    const { value, done } = await raw.next().catch((error: Error) => {
      throw new InputError(`${file}: cannot be read: ${error.message}`);
    });
    if (done) break;
    head.push(value);
    headLength += value.length;
  }
  const first = Buffer.concat(head);
  if (first.length === 0) throw new InputError(`${file === "-" ? "standard input" : file}: is empty`);

  async function* input(): Pieces {
    taken += first.length;
    yield first;
    for (;;) {
      const { value, done } = await raw.next();
      if (done) return;
      taken += value.length;
      yield value;
    }
  }
  const open = decompressor(first);
  const pieces = (open ? open(input()) : input())[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    size,
    taken: () => taken,
    async read(into, offset, length) {
      while (rest.length === 0) {
        const { value, done } = await pieces.next().catch((error: Error) => {
          throw new ReadingError(error.message);
        });
        if (done) return 0;
        rest = value;
      }
      const n = rest.copy(into, offset, 0, Math.min(length, rest.length));
      rest = rest.subarray(n);
      return n;
    },
    async close() {
      stream.destroy();
      await pieces.return?.();
    },
  };
}
