import { createReadStream, promises as fs } from "node:fs";
import { createGunzip } from "node:zlib";
import { InputError } from "../config/error";

/** Bytes of a file in order, decompressed. */
export interface ByteSource {
  /** Reads up to `length` bytes into `into` at `offset`; 0 at the end. */
  read(into: Buffer, offset: number, length: number): Promise<number>;
  /** Bytes of the file itself that were taken so far, and its size: how far a reading is. */
  taken(): number;
  readonly size: number;
  close(): Promise<void>;
}

/**
 * Opens a capture, plain or gzip, as its first bytes say.
 *
 * @throws InputError when there is no such file, it is a folder, or it is empty
 */
export async function openSource(file: string): Promise<ByteSource> {
  const stat = await fs.stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${file}: ${error.code === "ENOENT" ? "no such file" : error.message}`);
  });
  if (stat.isDirectory()) throw new InputError(`${file}: is a folder, not a capture`);
  const handle = await fs.open(file, "r").catch((error: Error) => {
    throw new InputError(`${file}: cannot be read: ${error.message}`);
  });
  const head = Buffer.alloc(4);
  const { bytesRead } = await handle.read(head, 0, 4, 0);
  if (stat.isFile() && bytesRead === 0) {
    await handle.close();
    throw new InputError(`${file}: is empty`);
  }
  if (bytesRead === 4 && head.readUInt32BE(0) === 0x28b52ffd) {
    await handle.close();
    throw new InputError(`${file}: is compressed by zstd, which is not read yet (zstd -d ${file})`);
  }
  if (head[0] === 0x1f && head[1] === 0x8b) {
    await handle.close();
    return gunzipped(file, stat.size);
  }
  let position = 0;
  return {
    size: stat.size,
    taken: () => position,
    async read(into, offset, length) {
      const { bytesRead: n } = await handle.read(into, offset, length, position);
      position += n;
      return n;
    },
    close: () => handle.close(),
  };
}

function gunzipped(file: string, size: number): ByteSource {
  const input = createReadStream(file, { highWaterMark: 1 << 18 });
  const output = input.pipe(createGunzip({ chunkSize: 1 << 18 }));
  input.on("error", (error) => output.destroy(error));
  const chunks = output[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  return {
    size,
    taken: () => input.bytesRead,
    async read(into, offset, length) {
      if (rest.length === 0) {
        const { value, done } = await chunks.next();
        if (done) return 0;
        rest = value;
      }
      const n = rest.copy(into, offset, 0, Math.min(length, rest.length));
      rest = rest.subarray(n);
      return n;
    },
    async close() {
      input.destroy();
      output.destroy();
    },
  };
}
