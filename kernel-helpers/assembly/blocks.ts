// The enhanced packet blocks of pcapng files.
import { allocate } from "./env";
import { begin, end, longestFrame, take } from "./walk";

const enhancedPacket: u32 = 6;
const shortest: u32 = 32;
const mostInterfaces: u32 = 64;
/** Times beyond it, in nanoseconds, are left to the caller. */
const latestTime: u64 = 9000000000000000000;

let bigEndian: bool = false;
let interfaces: u32 = 0;
/** Layer and nanoseconds per unit of time of each interface. */
const known: usize = allocate(8 * mostInterfaces);

/** A section begins; its interfaces follow. */
export function section(big: bool): void {
  bigEndian = big;
  interfaces = 0;
}

/** The section's next interface; its frames are left where `unit`, nanoseconds per unit of its time, is 0. */
export function describe(layer: u32, unit: u32): void {
  if (interfaces === mostInterfaces) return;
  store<u32>(known + interfaces * 8, layer);
  store<u32>(known + interfaces * 8, unit, 4);
  interfaces++;
}

function word(at: usize): u32 {
  const value = load<u32>(at);
  return bigEndian ? bswap<u32>(value) : value;
}

/** Takes the blocks of [from, to) one by one; returns where the first one begins that it leaves, or that is not whole. Options are left. */
export function walkBlocks(from: usize, to: usize): usize {
  begin();
  let at = from;
  while (at + shortest <= to && word(at) === enhancedPacket) {
    const length = word(at + 4);
    const captured = word(at + 20);
    if (captured > longestFrame || length !== shortest + ((captured + 3) & ~3) || at + length > to) break;
    const id = word(at + 8);
    if (id >= interfaces || word(at + length - 4) !== length) break;
    const unit: u64 = load<u32>(known + id * 8, 4);
    const count = ((<u64>word(at + 12)) << 32) | (<u64>word(at + 16));
    if (unit === 0 || count > latestTime / unit) break;
    if (!take(at + 28, captured, word(at + 24), load<u32>(known + id * 8), <i64>(count * unit), (id + 1) * 4)) break;
    at += length;
  }
  end();
  return at;
}
