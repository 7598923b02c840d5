import { Decompress } from "fzstd";
import { hasEndlessWeights } from "./zstdWeights";

/** As much as zstd itself takes without being told to take more: 2^27 bytes. */
const widestWindow = 1 << 27;
const frameMagic = 0xfd2fb528;
const checksumLength = 4;

/** What a frame's header says (RFC 8878, section 3.1.1.1). */
interface FrameHeader {
  readonly length: number;
  readonly window: number;
  readonly checksum: boolean;
}

/**
 * Decompresses zstd: any number of frames, and frames that are to be skipped.
 *
 * Blocks are handed to fzstd one by one: a block gives 128 kB at most, where a piece of input could become gigabytes at once.
 *
 * @throws Error for what is no zstd, is cut off, or needs a window of more than 128 MB
 */
export async function* unzstd(input: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const bytes = new Ahead(input);
  while (await bytes.has(4)) {
    const magic = bytes.at.readUInt32LE(0);
    if (magic >>> 4 === 0x184d2a5) {
      await bytes.need(8);
      const length = bytes.at.readUInt32LE(4);
      bytes.take(8);
      await bytes.skip(length);
    } else if (magic === frameMagic) yield* oneFrame(bytes);
    else throw new Error("a zstd frame does not begin as one");
  }
  if (bytes.at.length > 0) throw new Error("unexpected end of file");
}

async function* oneFrame(bytes: Ahead): AsyncIterable<Buffer> {
  await bytes.need(5);
  const header = await frameHeader(bytes);
  if (header.window > widestWindow)
    throw new Error(`zstd needs a window of ${Math.ceil(header.window / 2 ** 20)} MB, at most 128 MB are given`);
  let out: Buffer[] = [];
  const frame = new Decompress((piece) => out.push(Buffer.from(piece)));
  frame.push(bytes.take(header.length));
  for (let last = false; !last;) {
    await bytes.need(3);
    const word = bytes.at.readUIntLE(0, 3);
    last = (word & 1) === 1;
    const repeated = ((word >>> 1) & 3) === 1;
    const length = 3 + (repeated ? 1 : word >>> 3) + (last && header.checksum ? checksumLength : 0);
    await bytes.need(length);
    const block = bytes.take(length);
    if (hasEndlessWeights(block)) throw new Error("a zstd block is damaged: its Huffman table has no end");
    frame.push(block, last);
    yield* out;
    out = [];
  }
}

async function frameHeader(bytes: Ahead): Promise<FrameHeader> {
  const descriptor = bytes.at[4];
  const single = (descriptor & 0x20) !== 0;
  const sizeLength = [single ? 1 : 0, 2, 4, 8][descriptor >>> 6];
  const sizeAt = 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
  const length = sizeAt + sizeLength;
  await bytes.need(length);
  const { at } = bytes;
  const exponent = at[5] >>> 3;
  const window = single ? contentSize(at, sizeAt, sizeLength) : 2 ** (10 + exponent) * (1 + (at[5] & 7) / 8);
  return { length, window, checksum: (descriptor & 4) !== 0 };
}

function contentSize(at: Buffer, offset: number, length: number): number {
  if (length === 8) return Number(at.readBigUInt64LE(offset));
  return at.readUIntLE(offset, length) + (length === 2 ? 256 : 0);
}

/** Bytes that were read, but not taken. */
class Ahead {
  at: Buffer = Buffer.alloc(0);
  private readonly input: AsyncIterator<Buffer>;

  constructor(input: AsyncIterable<Buffer>) {
    this.input = input[Symbol.asyncIterator]();
  }

  /** Reads until there are that many; false at the end. */
  async has(length: number): Promise<boolean> {
    while (this.at.length < length) {
      const { value, done } = await this.input.next();
      if (done) return false;
      this.at = this.at.length === 0 ? value : Buffer.concat([this.at, value]);
    }
    return true;
  }

  async need(length: number): Promise<void> {
    if (!(await this.has(length))) throw new Error("unexpected end of file");
  }

  take(length: number): Buffer {
    const taken = this.at.subarray(0, length);
    this.at = this.at.subarray(length);
    return taken;
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0;) {
      await this.need(1);
      left -= this.take(Math.min(left, this.at.length)).length;
    }
  }
}
