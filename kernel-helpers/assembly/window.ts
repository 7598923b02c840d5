// The open window of each granularity that is summed from packets, and the rows of those that closed.
import { allocate, free, grown } from "./env";

/** A row: edge, frames, bytes and wire bytes as u32, half of what doubles take. Whoever adds sees that no sum outgrows them (`left`). */
export const rowBytes: u32 = 16;
const chunkBits: u32 = 14;
const chunkMask: u32 = (1 << chunkBits) - 1;
const most: i64 = 0x100000000;

/** Rows in the order of their windows, in chunks that never move; those of the open window are the last. */
@unmanaged
export class Rows {
  next: usize; // Another granularity's.
  /** Time of the open window in nanoseconds: [from, to). */
  from: i64;
  to: i64;
  /** What all its bytes can grow by before a sum may outgrow its 32 bits. */
  left: i64;
  chunks: usize;
  chunkRoom: u32;
  /** Where the next row goes, and where its chunk ends. */
  free: usize;
  chunkEnd: usize;
  length: u32;
  /** The first row of the open window. */
  opened: u32;
  /** Address of the open window's row, by edge; 0: it has none. */
  latest: usize;
}

/** The first granularity's. */
export let roots: usize = 0;
/** Edges that there is room for. */
let room: u32 = 1 << 13;

export function newRows(): usize {
  const made = changetype<Rows>(allocate(offsetof<Rows>()));
  made.next = roots;
  made.left = most;
  made.chunkRoom = 1 << 6;
  made.chunks = allocate(4 * made.chunkRoom);
  made.latest = allocate(4 * room);
  roots = changetype<usize>(made);
  return roots;
}

/** Room for that edge in each open window. */
export function makeRoom(edge: u32): void {
  if (edge < room) return;
  for (let rows = changetype<Rows>(roots); changetype<usize>(rows); rows = changetype<Rows>(rows.next))
    rows.latest = grown(rows.latest, 4 * room, 8 * room);
  room *= 2;
}

/** The window's time from now on; whole seconds and nanoseconds. */
export function span(rows: Rows, from: f64, fromNanoseconds: f64, to: f64, toNanoseconds: f64): void {
  rows.from = <i64>from * 1000000000 + <i64>fromNanoseconds;
  rows.to = <i64>to * 1000000000 + <i64>toNanoseconds;
}

/** Adds a frame to the open window; false: its sums may outgrow their bits, so that the window's rows must be closed first. */
export function add(rows: Rows, edge: u32, bytes: u32, wireBytes: u32): bool {
  const cost = <i64>max(bytes, wireBytes);
  if (cost >= rows.left) return false;
  rows.left -= cost + 1;
  addFrame(rows, edge, bytes, wireBytes);
  return true;
}

/**
 * Adds a frame to the row of its edge. Whether it has one already is hard to foretell, and a wrong guess costs more than a sum: so there is no
 * branch, and a new row grows out of the zeros behind the last. Takes a tenth of the loop's time away.
 */
export function addFrame(rows: Rows, edge: u32, bytes: u32, wireBytes: u32): void {
  if (rows.free === rows.chunkEnd) addChunk(rows);
  const known = rows.latest + edge * 4;
  const before = load<u32>(known);
  const isNew = <u32>(before === 0);
  const row = select<u32>(<u32>rows.free, before, isNew);
  store<u32>(known, row);
  store<u32>(row, edge);
  store<u32>(row, load<u32>(row, 4) + 1, 4);
  store<u32>(row, load<u32>(row, 8) + bytes, 8);
  store<u32>(row, load<u32>(row, 12) + wireBytes, 12);
  rows.length += isNew;
  rows.free += isNew * rowBytes;
}

/** Adds a row to those of the open window, of an edge that may have one. */
export function append(rows: Rows, edge: u32, frames: u32, bytes: u32, wireBytes: u32): void {
  if (rows.free === rows.chunkEnd) addChunk(rows);
  store<u32>(rows.free, edge);
  store<u32>(rows.free, frames, 4);
  store<u32>(rows.free, bytes, 8);
  store<u32>(rows.free, wireBytes, 12);
  rows.length++;
  rows.free += rowBytes;
}

function addChunk(rows: Rows): void {
  const chunk = rows.length >> chunkBits;
  if (chunk === rows.chunkRoom) {
    rows.chunks = grown(rows.chunks, 4 * chunk, 8 * chunk);
    rows.chunkRoom *= 2;
  }
  rows.free = allocate(rowBytes << chunkBits);
  rows.chunkEnd = rows.free + (rowBytes << chunkBits);
  store<u32>(rows.chunks + chunk * 4, <u32>rows.free);
}

/** Rows whose numbers differ in their upper bits only do not stand together. */
export function addressOf(rows: Rows, row: u32): usize {
  return load<u32>(rows.chunks + (row >> chunkBits) * 4) + (row & chunkMask) * rowBytes;
}

/** Ends the open window, forgets which rows its edges have, and returns the number of its first row. */
export function close(rows: Rows): u32 {
  const first = rows.opened;
  for (let row = first; row < rows.length; row++) store<u32>(rows.latest + load<u32>(addressOf(rows, row)) * 4, 0);
  rows.opened = rows.length;
  rows.left = most;
  return first;
}

export function rowsMade(rows: Rows): u32 {
  return rows.length;
}

/** No frame can be added any more; the rows stay. */
export function releaseWindows(): void {
  for (let rows = changetype<Rows>(roots); changetype<usize>(rows); rows = changetype<Rows>(rows.next)) free(rows.latest, 4 * room);
}
