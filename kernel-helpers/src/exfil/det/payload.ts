import { createCipheriv, createDecipheriv, createHash, type Decipher } from "node:crypto";
import { Readable } from "node:stream";
import { createInflate } from "node:zlib";
import { deflated } from "./deflate";

export interface PayloadKey {
  readonly passphrase: string;
  /** zlib (RFC 1950, default level) before encryption; must agree at both ends. */
  readonly compression: boolean;
}

const ivBytes = 16;
const cipher = "aes-256-cbc";

/** The most that a payload may inflate to, bytes: a hostile one must not fill the memory. */
const mostInflated = 1 << 30;

/** DET's key: SHA-256 of the pass phrase. */
export function keyOf(passphrase: string): Buffer {
  return createHash("sha256").update(passphrase, "utf8").digest();
}

/** MD5 of a file, hexadecimal; what a registration announces. */
export function md5Of(file: Iterable<Buffer>): string {
  const hash = createHash("md5");
  for (const piece of file) hash.update(piece);
  return hash.digest("hex");
}

/** Turns a file into what is cut into chunks: IV (16 bytes), then AES-256-CBC of the (compressed) file with PKCS#7 padding. */
export function* sealPayload(file: Iterable<Buffer>, key: PayloadKey, iv: Buffer): Generator<Buffer> {
  const encryption = createCipheriv(cipher, keyOf(key.passphrase), iv);
  yield iv;
  for (const piece of key.compression ? deflated(file) : file) yield encryption.update(piece);
  yield encryption.final();
}

/** Undoes sealPayload. Rejects when the key is another, the payload is damaged, or compression does not agree. */
export function openPayload(payload: Iterable<Buffer>, key: PayloadKey): AsyncIterable<Buffer> {
  const plain = decrypted(payload, keyOf(key.passphrase));
  return key.compression ? inflated(plain) : Readable.from(plain);
}

function* decrypted(payload: Iterable<Buffer>, key: Buffer): Generator<Buffer> {
  let head = Buffer.alloc(0);
  let decryption: Decipher | null = null;
  for (let piece of payload) {
    if (!decryption) {
      head = Buffer.concat([head, piece]);
      if (head.length < ivBytes) continue;
      decryption = createDecipheriv(cipher, key, head.subarray(0, ivBytes));
      piece = head.subarray(ivBytes);
    }
    yield decryption.update(piece);
  }
  if (!decryption) throw new Error("shorter than an IV");
  yield decryption.final();
}

async function* inflated(plain: Iterable<Buffer>): AsyncGenerator<Buffer> {
  const inflation = createInflate();
  const source = Readable.from(plain);
  source.on("error", (error) => inflation.destroy(error));
  let length = 0;
  for await (const piece of source.pipe(inflation) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > mostInflated) throw new Error(`more than ${mostInflated} bytes`);
    yield piece;
  }
}
