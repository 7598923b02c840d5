import { createReadStream, promises as fs } from "node:fs";
import type { Readable } from "node:stream";
import { InputError } from "../config/error";
import { gunzip } from "./gzip";
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
    throw new InputError(`${file}: ${error.code === "ENOENT" || error.code === "ENOTDIR" ? "no such file" : error.message}`);
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
    const again = () => createReadStream(file, { highWaterMark: streamPiece });
    return fromStream(file, again(), stat.size, again);
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

/** What turns the bytes of a stream into those of the capture, which may ask for the input once more; null: they are the capture's. */
function decompressor(head: Buffer): ((input: Pieces, again?: () => Pieces) => Pieces) | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzip;
  // Frames that are to be skipped may come first.
  const zstd = head.length >= 4 && (head.readUInt32LE(0) === 0xfd2fb528 || head.readUInt32LE(0) >>> 4 === 0x184d2a5);
  return zstd ? unzstd : null;
}

async function fromStream(file: string, stream: Readable, size: number, again?: () => Readable): Promise<ByteSource> {
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
  const pieces = (open ? open(input(), again) : input())[Symbol.asyncIterator]();
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
