import { closeSync, openSync, readSync } from "node:fs";
import type { Time } from "../runfolder/time";
import { longestFrame } from "./format";
import { bigEndianWord, littleEndianWord } from "./pcap";
import type { Part } from "./source";
import { pcapVariant, type PcapVariant } from "./variant";

/** A capture that tcpdump is writing, in one file or in several that follow each other. */
export interface GrowingCapture {
  /** Walks on over what has been written since; whether a record later than `end` is there, so that none before `end` is still to come. */
  reaches(end: Time): boolean;
  /**
   * Where the records before the end that was asked for last are, those that were not taken before, and perhaps some of their neighbours.
   * Now they are taken.
   */
  take(): readonly { readonly file: string; readonly part: Part }[];
}

/** Seconds by which records of one capture may be out of order. */
const disorder = 0.1;
const pieceLength = 1 << 20;

interface Position {
  /** Number of the file. */
  readonly file: number;
  readonly at: number;
}

/**
 * Follows a plain pcap capture while it is written. A record that is not whole yet waits for its end.
 *
 * @param files its files so far, in order; asked anew each time
 */
export function growingCapture(files: () => readonly string[]): GrowingCapture {
  const variants: PcapVariant[] = [];
  const piece = Buffer.allocUnsafe(pieceLength + longestFrame);
  let begin: Position = { file: 0, at: 0 };
  let here: Position = begin;
  /** Where the records begin that may belong behind the end that is waited for. */
  let cut: Position | null = null;

  /** Walks the file that we are in; whether it came to a record later than `end`. */
  function walk(file: string, end: Time): boolean {
    const handle = openSync(file, "r");
    try {
      for (;;) {
        const read = readSync(handle, piece, 0, piece.length, here.at);
        const { at, found } = walkPiece(file, read, end);
        if (found || at === 0) return found;
        here = { ...here, at: here.at + at };
      }
    } finally {
      closeSync(handle);
    }
  }

  /** Walks the whole records of a piece; how far it came, 0 where nothing whole is there. */
  function walkPiece(file: string, read: number, end: Time): { at: number; found: boolean } {
    if (here.at === 0) {
      if (read < shortest) return { at: 0, found: false };
      variants[here.file] = pcapVariant(piece.subarray(0, read), file);
      return { at: variants[here.file].headerLength, found: false };
    }
    const { bigEndian, recordHeader, nanosecondsPerUnit } = variants[here.file];
    const word = bigEndian ? bigEndianWord : littleEndianWord;
    let at = 0;
    while (at + recordHeader <= read) {
      const next = at + recordHeader + word(piece, at + 8);
      if (next > read) break;
      const time = word(piece, at) + (word(piece, at + 4) * nanosecondsPerUnit) / 1e9;
      if (time >= end - disorder) cut ??= { ...here, at: here.at + at };
      at = next;
      if (time < end + disorder) continue;
      here = { ...here, at: here.at + at };
      return { at, found: true };
    }
    return { at, found: false };
  }

  return {
    reaches(end) {
      for (;;) {
        // In this order: a file is whole as soon as the next one is there.
        const known = files();
        if (here.file >= known.length) return false;
        if (walk(known[here.file], end)) return true;
        if (here.file + 1 >= known.length) return false;
        here = { file: here.file + 1, at: 0 };
      }
    },
    take() {
      const known = files();
      const parts = [];
      for (let file = begin.file; file <= here.file; file++) {
        const header = variants[file]?.headerLength;
        if (header === undefined) continue; // Nothing whole is in it yet.
        const from = file === begin.file ? Math.max(header, begin.at) : header;
        const to = file === here.file ? here.at : Infinity;
        if (to > from) parts.push({ file: known[file], part: { header, from, to } });
      }
      begin = cut ?? here;
      here = begin;
      cut = null;
      return parts;
    },
  };
}

/** Bytes of the shortest file header. */
const shortest = 24;
