import { addressOf, Rows } from "./window";

// Rows in the order of their edges: sums by edge, and a bit for each edge that has any, with a bit for each 64 of those. Read out in
// order, the bits sort the rows of a window and add up those of one edge, in one step for each row.
/** Rows that are on the stage: a register. */
const rowsStaged: usize = 1096;

const sumBytes: u32 = 24;
let sums: usize = 0;
let bits: usize = 0;
let bits64: usize = 0;
let words64: u32 = 0;
/** The edges' new numbers. */
let ranks: usize = 0;

// The stage: columns of rows on their way in or out.
let stagedEdges: usize = 0;
let stagedFrames: usize = 0;
let stagedBytes: usize = 0;
let stagedWireBytes: usize = 0;
let stageRoom: u32 = 0;

export function placeSorter(sumsAt: usize, bitsAt: usize, bits64At: usize, words: u32, ranksAt: usize): void {
  sums = sumsAt;
  bits = bitsAt;
  bits64 = bits64At;
  words64 = words;
  ranks = ranksAt;
}

export function placeStage(edges: usize, frames: usize, bytes: usize, wireBytes: usize, room: u32): void {
  stagedEdges = edges;
  stagedFrames = frames;
  stagedBytes = bytes;
  stagedWireBytes = wireBytes;
  stageRoom = room;
}

/** Whether the edge's bit was not set before. */
function mark(edge: u32): bool {
  const word = bits + (edge >> 6) * 8;
  const before = load<u64>(word);
  const bit: u64 = (<u64>1) << (edge & 63);
  if (before & bit) return false;
  store<u64>(word, before | bit);
  if (before === 0) {
    const upper = bits64 + (edge >> 12) * 8;
    store<u64>(upper, load<u64>(upper) | ((<u64>1) << ((edge >> 6) & 63)));
  }
  return true;
}

function gather(edge: u32, frames: f64, bytes: f64, wireBytes: f64): void {
  const at = sums + edge * sumBytes;
  if (mark(edge)) set(at, frames, bytes, wireBytes);
  else set(at, load<f64>(at) + frames, load<f64>(at, 8) + bytes, load<f64>(at, 16) + wireBytes);
}

function set(at: usize, frames: f64, bytes: f64, wireBytes: f64): void {
  store<f64>(at, frames);
  store<f64>(at, bytes, 8);
  store<f64>(at, wireBytes, 16);
}

/** Takes in rows [from, to) of those that closed windows have. */
export function gatherClosed(rows: Rows, from: u32, to: u32): void {
  for (let row = from; row < to; row++) {
    const at = addressOf(rows, row);
    gather(load<u32>(ranks + load<u32>(at) * 4), load<u32>(at, 4), load<u32>(at, 8), load<u32>(at, 12));
  }
}

/** Takes in rows of `src/edges/windowRows.ts`: edge, and behind four bytes frames, bytes and wire bytes as doubles. */
export function gatherRows(at: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++, at += 32)
    gather(load<u32>(ranks + load<u32>(at) * 4), load<f64>(at, 8), load<f64>(at, 16), load<f64>(at, 24));
}

/** Takes in columns; edges have their new numbers. */
export function gatherColumns(edges: usize, frames: usize, bytes: usize, wireBytes: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++)
    gather(load<u32>(edges + i * 4), load<f64>(frames + i * 8), load<f64>(bytes + i * 8), load<f64>(wireBytes + i * 8));
}

/** Marks edges and returns how many were not marked before. */
export function markColumn(edges: usize, count: u32): u32 {
  let fresh: u32 = 0;
  for (let i: u32 = 0; i < count; i++) if (mark(load<u32>(edges + i * 4))) fresh++;
  return fresh;
}

export function unmark(): void {
  for (let i: u32 = 0; i < words64; i++) {
    let upper = load<u64>(bits64 + i * 8);
    store<u64>(bits64 + i * 8, 0);
    for (; upper !== 0; upper &= upper - 1) store<u64>(bits + ((i << 6) | (<u32>ctz<u64>(upper))) * 8, 0);
  }
}

/** Moves what was gathered to the stage, in order; false: the stage is full, and more is left. */
export function emit(): bool {
  let at = <u32>load<f64>(rowsStaged);
  for (let i: u32 = 0; i < words64; i++) {
    let upper = load<u64>(bits64 + i * 8);
    for (; upper !== 0; upper &= upper - 1) {
      const word: u32 = (i << 6) | (<u32>ctz<u64>(upper));
      let left = load<u64>(bits + word * 8);
      for (; left !== 0 && at < stageRoom; left &= left - 1, at++) {
        const edge: u32 = (word << 6) | (<u32>ctz<u64>(left));
        const from = sums + edge * sumBytes;
        store<u32>(stagedEdges + at * 4, edge);
        store<f64>(stagedFrames + at * 8, load<f64>(from));
        store<f64>(stagedBytes + at * 8, load<f64>(from, 8));
        store<f64>(stagedWireBytes + at * 8, load<f64>(from, 16));
      }
      store<u64>(bits + word * 8, left);
      if (left !== 0) {
        store<u64>(bits64 + i * 8, upper);
        store<f64>(rowsStaged, at);
        return false;
      }
    }
    store<u64>(bits64 + i * 8, 0);
  }
  store<f64>(rowsStaged, at);
  return true;
}
