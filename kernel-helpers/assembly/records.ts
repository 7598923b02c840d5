// The records of pcap files.
import { begin, end, longestFrame, take } from "./walk";

let bigEndian: bool = false;
let header: u32 = 16;
let nanosecondsPerUnit: i64 = 1000;
/** Fractions of a second below it are none too many. */
let perSecond: u32 = 1000000;
let layer: u32 = 0;

/** How the records look that follow. */
export function records(big: bool, headerBytes: u32, unit: u32, kind: u32): void {
  bigEndian = big;
  header = headerBytes;
  nanosecondsPerUnit = unit;
  perSecond = 1000000000 / unit;
  layer = kind;
}

function word(at: usize): u32 {
  const value = load<u32>(at);
  return bigEndian ? bswap<u32>(value) : value;
}

/** Takes the records of [from, to) one by one; returns where the first one begins that it leaves, or that is not whole. */
export function walkRecords(from: usize, to: usize): usize {
  begin();
  let at = from;
  while (at + header <= to) {
    const captured = word(at + 8);
    const frame = at + header;
    if (captured > longestFrame || frame + captured > to) break;
    const fraction = word(at + 4);
    const now = <i64>word(at) * 1000000000 + <i64>fraction * nanosecondsPerUnit;
    if (fraction >= perSecond || !take(frame, captured, word(at + 12), layer, now, 0)) break;
    at = frame + captured;
  }
  end();
  return at;
}
