import { decodeHex } from "./message";

/** The largest message that is read from a connection, bytes: a chunk of 65,000 bytes is hexadecimal twice over tcp. */
export const mostBytes = 320_000;

/** A message as tcp and udp carry it: lower-case hexadecimal digits, nothing else. */
export function encodeHex(message: Buffer): Buffer {
  return Buffer.from(message.toString("hex"), "latin1");
}

/** Undoes encodeHex; null for anything else. */
export function decodeHexBytes(bytes: Buffer): Buffer | null {
  return decodeHex(bytes.toString("latin1"));
}
