import { ColumnBuilder, int32, uint32 } from "../table/builder";
import { Sums } from "./sums";

/**
 * Rows with their windows, in runs of rows of one window. A window may have several runs, and an edge several rows in it: of several
 * files, and of late packets. `sortedSlice` adds them up.
 */
export class WindowRows {
  readonly sums = new Sums();
  /** The window of each run, and the number of its first row. */
  readonly runWindows: ColumnBuilder<Int32Array> = new ColumnBuilder(int32);
  readonly runStarts: ColumnBuilder<Uint32Array> = new ColumnBuilder(uint32);
  private window = NaN;

  /** Begins a run: the rows that are appended to `sums` from now on are of that window. */
  open(window: number): void {
    this.window = window;
    this.runWindows.push(window);
    this.runStarts.push(this.sums.length);
  }

  /** Adds one row of any window; those of one window, one after the other, need the least memory. */
  append(window: number, edge: number, frames: number, bytes: number, wireBytes: number): void {
    if (window !== this.window) this.open(window);
    this.sums.append(edge, frames, bytes, wireBytes);
  }
}
