import { ColumnBuilder, int32, uint32 } from "../table/builder";
import type { RowSource } from "./slice";
import type { RowSorter } from "./sorter";

/** Bytes of a row: edge, and behind four bytes frames, bytes and wire bytes as doubles. As assembly/sorter.ts has them. */
export const rowBytes = 32;
const chunkRows = 1 << 15;

/**
 * Rows with their windows, in runs of rows of one window. A window may have several runs, and an edge several rows in it: of several
 * files, and of late packets. `sortedSlice` adds them up. Rows are in chunks: doubling an array would need three times its memory.
 */
export class WindowRows implements RowSource {
  length = 0;
  /** The window of each run, and the number of its first row. */
  readonly runWindows: ColumnBuilder<Int32Array> = new ColumnBuilder(int32);
  readonly runStarts: ColumnBuilder<Uint32Array> = new ColumnBuilder(uint32);
  private readonly chunks: Chunk[] = [];
  private window = NaN;

  /** Begins a run: the rows that are appended from now on are of that window. */
  open(window: number): void {
    this.window = window;
    this.runWindows.push(window);
    this.runStarts.push(this.length);
  }

  /** Adds one row of any window; those of one window, one after the other, need the least memory. */
  append(window: number, edge: number, frames: number, bytes: number, wireBytes: number): void {
    if (window !== this.window) this.open(window);
    const at = this.length++ % chunkRows;
    if (at === 0) this.chunks.push(new Chunk());
    const { edges, sums } = this.chunks[this.chunks.length - 1];
    edges[at * 8] = edge;
    sums[at * 4 + 1] = frames;
    sums[at * 4 + 2] = bytes;
    sums[at * 4 + 3] = wireBytes;
  }

  gather(sorter: RowSorter, from: number, to: number): void {
    for (let row = from; row < to;) {
      const at = row % chunkRows;
      const count = Math.min(chunkRows - at, to - row);
      sorter.gatherRows(this.chunks[Math.floor(row / chunkRows)].bytes.subarray(at * rowBytes, (at + count) * rowBytes));
      row += count;
    }
  }

  /** Gives back the memory of the rows before `row`. */
  drop(row: number): void {
    for (let chunk = Math.floor(row / chunkRows) - 1; chunk >= 0 && this.chunks[chunk] !== dropped; chunk--) this.chunks[chunk] = dropped;
  }
}

class Chunk {
  readonly bytes: Uint8Array;
  readonly edges: Uint32Array;
  readonly sums: Float64Array;

  constructor(rows = chunkRows) {
    const buffer = new ArrayBuffer(rows * rowBytes);
    this.bytes = new Uint8Array(buffer);
    this.edges = new Uint32Array(buffer);
    this.sums = new Float64Array(buffer);
  }
}

const dropped = new Chunk(0);
