import { bigEndianWord, littleEndianWord } from "./pcap";

/** Reads unsigned numbers of 32, 16, and signed ones of 64 bits. */
export interface ByteOrder {
  word(bytes: Buffer, at: number): number;
  half(bytes: Buffer, at: number): number;
  long(bytes: Buffer, at: number): bigint;
}

export const littleEndian: ByteOrder = {
  word: littleEndianWord,
  half: (bytes, at) => bytes[at] | (bytes[at + 1] << 8),
  long: (bytes, at) => bytes.readBigInt64LE(at),
};

export const bigEndian: ByteOrder = {
  word: bigEndianWord,
  half: (bytes, at) => (bytes[at] << 8) | bytes[at + 1],
  long: (bytes, at) => bytes.readBigInt64BE(at),
};

/** Blocks and options of pcapng fill up to four bytes. */
export const padded = (length: number): number => (length + 3) & ~3;
