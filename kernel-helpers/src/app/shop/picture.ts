import { createCipheriv, createHash } from "node:crypto";

const jpegStart = Buffer.from("ffd8ffe000104a46494600010101004800480000", "hex");
const jpegEnd = Buffer.from("ffd9", "hex");

/**
 * A picture of 8 to 60 kB: the outer bytes of a JPEG file around random ones, which look like compressed data to
 * everyone who only counts. The same name and seed give the same bytes.
 */
export function picture(name: string, seed: number): Buffer {
  const key = createHash("sha256").update(`${seed}/shop/picture/${name}`).digest();
  const bytes = 8_000 + (key.readUInt32LE(0) % 52_000);
  const stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  return Buffer.concat([jpegStart, stream.update(Buffer.alloc(bytes)), jpegEnd]);
}
