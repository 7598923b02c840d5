// The loops over every packet and every row, in AssemblyScript: a subset of TypeScript that scripts/build.mjs compiles to WebAssembly.
//
// Why not plain TypeScript: in a fresh process these loops run a tenth of a second or two, and half of that went into the interpreter
// and into code that was compiled for numbers seen so far and thrown away for the next (docs/performance.md has the figures).
//
// The memory is shared out by src/edges/engine.ts, which passes addresses. Nothing here is read past what it was told.

/** Registers: doubles that src/edges/engine.ts reads and writes too, in the same order. */
const latestSeconds: usize = 1024;
const latestNanoseconds: usize = 1032;
const windowFromSeconds: usize = 1040;
const windowFromNanoseconds: usize = 1048;
const windowToSeconds: usize = 1056;
const windowToNanoseconds: usize = 1064;
const framesTaken: usize = 1072;
const framesTruncated: usize = 1080;
const rowsOpen: usize = 1088;
const rowsStaged: usize = 1096;

const billion: i64 = 1000000000;
const longestFrame: u32 = 262144;
const ipv4Header: u32 = 20;

// How records of the capture look; set by `records`.
let bigEndian: bool = false;
let recordHeader: u32 = 16;
let fractions: u32 = 1000000;
let nanosecondsPerUnit: i64 = 1000;
/** Where a frame's type stands, and what it must be; IP begins at `ipAt`. Without a link header typeAt is `noType`. */
let typeAt: u32 = 12;
let ipAt: u32 = 14;
const noType: u32 = 0xffff;
const ipv4Type: u16 = 0x0008; // 0x0800, read the other way round.

export function records(big: bool, header: u32, perSecond: u32, nanoseconds: u32, type: u32, ip: u32): void {
  bigEndian = big;
  recordHeader = header;
  fractions = perSecond;
  nanosecondsPerUnit = nanoseconds;
  typeAt = type;
  ipAt = ip;
}

// The dictionary of IPv4 address pairs: open addressing, slots of source, destination and edge number + 1 (0: empty).
// Addresses are compared as two words: never packed into one number that cannot hold both.
const slotBytes: u32 = 12;
let slots: usize = 0;
let slotShift: u32 = 63;
let slotMask: u32 = 1;

// The open window: rows of 32 bytes (edge, frames, bytes, wire bytes: u32, then three doubles), and for each edge its row's number + 1.
const rowBytes: u32 = 32;
let rows: usize = 0;
let rowRoom: u32 = 0;
let latest: usize = 0;

export function place(slotsAt: usize, slotBits: u32, rowsAt: usize, room: u32, latestAt: usize): void {
  slots = slotsAt;
  slotShift = 64 - slotBits;
  slotMask = (1 << slotBits) - 1;
  rows = rowsAt;
  rowRoom = room;
  latest = latestAt;
}

/** The high bits of a product depend on all bits of both addresses; neighbours differ in few. */
function slotOf(source: u32, destination: u32): u32 {
  return <u32>(((((<u64>source) << 32) | (<u64>destination)) * 0x9e3779b97f4a7c15) >> slotShift);
}

export function learn(source: u32, destination: u32, edge: u32): void {
  let slot = slotOf(source, destination);
  while (load<u32>(slots + slot * slotBytes, 8) !== 0) slot = (slot + 1) & slotMask;
  const at = slots + slot * slotBytes;
  store<u32>(at, source);
  store<u32>(at, destination, 4);
  store<u32>(at, edge + 1, 8);
}

/** The edge of a pair; -1 for one that was not learned. */
export function find(source: u32, destination: u32): i32 {
  let slot = slotOf(source, destination);
  let number = load<u32>(slots + slot * slotBytes, 8);
  while (number !== 0 && (load<u32>(slots + slot * slotBytes) !== source || load<u32>(slots + slot * slotBytes, 4) !== destination)) {
    slot = (slot + 1) & slotMask;
    number = load<u32>(slots + slot * slotBytes, 8);
  }
  return <i32>number - 1;
}

/** Puts the pairs of a smaller dictionary into the one that is placed now. */
export function relearn(from: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const at = from + i * slotBytes;
    const number = load<u32>(at, 8);
    if (number !== 0) learn(load<u32>(at), load<u32>(at, 4), number - 1);
  }
}

/** Adds one frame to the open window. The caller has made room for a row, and for the edge. */
export function add(edge: u32, bytes: f64, wireBytes: f64): void {
  const known = latest + edge * 4;
  let number = load<u32>(known);
  if (number === 0) {
    number = <u32>load<f64>(rowsOpen) + 1;
    store<f64>(rowsOpen, number);
    store<u32>(known, number);
    store<u32>(rows + (number - 1) * rowBytes, edge);
    setSums(rows + (number - 1) * rowBytes, 1, bytes, wireBytes);
  } else addSums(rows + (number - 1) * rowBytes, 1, bytes, wireBytes);
}

/** Forgets the rows of the open window: they have been copied. Only the edges that it had are cleared. */
export function clear(): void {
  const count = <u32>load<f64>(rowsOpen);
  for (let row: u32 = 0; row < count; row++) store<u32>(latest + load<u32>(rows + row * rowBytes) * 4, 0);
  store<f64>(rowsOpen, 0);
}

function setSums(row: usize, frames: f64, bytes: f64, wireBytes: f64): void {
  store<f64>(row, frames, 8);
  store<f64>(row, bytes, 16);
  store<f64>(row, wireBytes, 24);
}

function addSums(row: usize, frames: f64, bytes: f64, wireBytes: f64): void {
  setSums(row, load<f64>(row, 8) + frames, load<f64>(row, 16) + bytes, load<f64>(row, 24) + wireBytes);
}

function word(at: usize): u32 {
  const value = load<u32>(at);
  return bigEndian ? bswap<u32>(value) : value;
}

function instant(seconds: usize, nanoseconds: usize): i64 {
  return <i64>load<f64>(seconds) * billion + <i64>load<f64>(nanoseconds);
}

/**
 * Takes the records of [from, to) one by one and returns where the first one begins that is not as nearly all are: IPv4 of a known
 * pair within the open window, whole up to the addresses, not before the latest time, nothing odd about its lengths. The caller reads that
 * record by the rules for all, and comes again.
 */
export function walk(from: usize, to: usize): usize {
  let time = instant(latestSeconds, latestNanoseconds);
  const windowFrom = instant(windowFromSeconds, windowFromNanoseconds);
  const windowTo = instant(windowToSeconds, windowToNanoseconds);
  const least = ipAt + ipv4Header;
  let open = <u32>load<f64>(rowsOpen);
  let taken: u32 = 0;
  let truncated: u32 = 0;
  let at = from;
  while (at + recordHeader + least <= to) {
    const captured = word(at + 8);
    const wire = word(at + 12);
    const frame = at + recordHeader;
    if (captured < least || captured > wire || captured > longestFrame || frame + captured > to) break;
    const fraction = word(at + 4);
    const now = <i64>word(at) * billion + <i64>fraction * nanosecondsPerUnit;
    if (fraction >= fractions || now < time || now < windowFrom || now >= windowTo) break;

    if (typeAt !== noType && load<u16>(frame + typeAt) !== ipv4Type) break;
    const ip = frame + ipAt;
    const first: u32 = load<u8>(ip);
    const length: u32 = bswap<u16>(load<u16>(ip, 2));
    if (first >> 4 !== 4 || (first & 15) < 5 || length < (first & 15) * 4 || length > wire - ipAt) break;

    const source = load<u32>(ip, 12);
    const destination = load<u32>(ip, 16);
    const edge = find(source, destination);
    if (edge < 0) break;

    const known = latest + <u32>edge * 4;
    let row = load<u32>(known);
    if (row === 0) {
      if (open === rowRoom) break;
      row = ++open;
      store<u32>(known, row);
      store<u32>(rows + (row - 1) * rowBytes, edge);
      setSums(rows + (row - 1) * rowBytes, 1, length, wire);
    } else addSums(rows + (row - 1) * rowBytes, 1, length, wire);

    time = now;
    taken++;
    if (captured < wire) truncated++;
    at = frame + captured;
  }
  if (taken > 0) {
    store<f64>(latestSeconds, <f64>(time / billion));
    store<f64>(latestNanoseconds, <f64>(time % billion));
    store<f64>(framesTaken, load<f64>(framesTaken) + taken);
    store<f64>(framesTruncated, load<f64>(framesTruncated) + truncated);
    store<f64>(rowsOpen, open);
  }
  return at;
}

// Rows in the order of their edges: sums by edge, and a bit for each edge that has any, with a bit for each 64 of those. Read out in
// order, the bits sort the rows of a window and add up those of one edge, in one step for each row.
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
  const at = sums + edge * sumBytes - 8; // A row without its number.
  if (mark(edge)) setSums(at, frames, bytes, wireBytes);
  else addSums(at, frames, bytes, wireBytes);
}

/** Takes in rows of a window as the pass made them. */
export function gatherRows(at: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++, at += rowBytes)
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
