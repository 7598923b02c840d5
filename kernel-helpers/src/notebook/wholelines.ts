import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The whole lines of a file from a position on, without a last line that is half written. */
export function wholeLines(file: string, position: number): Buffer {
  const handle = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(Math.max(0, fstatSync(handle).size - position));
    const read = buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, position));
    return read.subarray(0, read.lastIndexOf(0x0a) + 1);
  } finally {
    closeSync(handle);
  }
}
