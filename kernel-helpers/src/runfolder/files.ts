import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";

/** Writes a file that is there whole or not at all. @param content all of it, or text in pieces, one after the other */
export function writeWhole(file: string, content: string | Uint8Array | Iterable<string>): void {
  const half = `${file}.${process.pid}.half`;
  try {
    const handle = openSync(half, "w");
    try {
      const pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
      for (const piece of pieces) {
        const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
        for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}

/** The lines of a JSONL file. A last line without its end (somebody is writing it) and lines that are no JSON object are left out; a missing file has none. */
export function readLines<T>(file: string): T[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const lines: T[] = [];
  for (const line of text.slice(0, text.lastIndexOf("\n") + 1).split("\n")) {
    if (line === "") continue;
    try {
      const value = JSON.parse(line) as T;
      if (typeof value === "object" && value !== null) lines.push(value);
    } catch {
      // A line that a crash cut in two: the others still count.
    }
  }
  return lines;
}
