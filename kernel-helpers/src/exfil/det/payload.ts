import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { deflateSync, inflateSync } from "node:zlib";

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
export function md5Of(file: Buffer): string {
  return createHash("md5").update(file).digest("hex");
}

/** Turns a file into what is cut into chunks: IV (16 bytes), then AES-256-CBC of the (compressed) file with PKCS#7 padding. */
export function sealPayload(file: Buffer, key: PayloadKey, iv: Buffer): Buffer {
  const plain = key.compression ? deflateSync(file) : file;
  const encryption = createCipheriv(cipher, keyOf(key.passphrase), iv);
  return Buffer.concat([iv, encryption.update(plain), encryption.final()]);
}

/** Undoes sealPayload. Throws when the key is another, the payload is damaged, or compression does not agree. */
export function openPayload(payload: Buffer, key: PayloadKey): Buffer {
  const decryption = createDecipheriv(cipher, keyOf(key.passphrase), payload.subarray(0, ivBytes));
  const plain = Buffer.concat([decryption.update(payload.subarray(ivBytes)), decryption.final()]);
  return key.compression ? inflateSync(plain, { maxOutputLength: mostInflated }) : plain;
}
