import type { ColumnBuilder } from "../table/builder";
import { Engine } from "./engine";
import { RowSorter } from "./sorter";
import type { ExfilRows } from "./exfil";

/** The rows of one granularity, window by window. */
export interface Slice {
  /** Granularity in seconds and in nanoseconds. */
  readonly every: number;
  readonly nanoseconds: number;
  readonly windowCount: number;
  /** Rows of window w are those from offsets[w] up to, not including, offsets[w + 1]. Length windowCount + 1. */
  readonly offsets: Uint32Array;
  /** Number of the row's edge; ascending within a window, each once. */
  readonly edges: Uint32Array;
  readonly frames: Float64Array;
  readonly bytes: Float64Array;
  readonly wireBytes: Float64Array;
  /** Share of each window, 0 to 1, in which the capture ran. */
  readonly coverage: Float64Array;
  /** What of the rows is the thief's; none: there is no ledger. */
  readonly exfil?: ExfilRows;
}

export interface SliceOptions {
  readonly every: number;
  readonly nanoseconds: number;
  readonly windowCount: number;
  /** Window of the rows that becomes window 0. */
  readonly firstWindow: number;
  /** New number of each edge. */
  readonly rank: Uint32Array;
  readonly coverage: Float64Array;
}

/** Rows in runs of one window each. A window may have several runs, and an edge several rows in it. */
export interface RowSource {
  readonly length: number;
  /** The window of each run, and the number of its first row. */
  readonly runWindows: ColumnBuilder<Int32Array>;
  readonly runStarts: ColumnBuilder<Uint32Array>;
  /** Hands rows [from, to) to the sorter. */
  gather(sorter: RowSorter, from: number, to: number): void;
  /** The rows before `row` are not needed any more. */
  drop(row: number): void;
}

/**
 * Sorts rows by window and by new edge number, and adds up those that several files or late packets made of one edge and window.
 *
 * The rows are given back as they are copied, so that not both are needed at a time.
 */
export function sortedSlice(rows: RowSource, options: SliceOptions, sorter = new RowSorter(new Engine(), options.rank)): Slice {
  const { every, nanoseconds, windowCount, firstWindow, coverage } = options;
  const runWindows = rows.runWindows.finish();
  const runStarts = rows.runStarts.finish();
  const runs = byWindow(runWindows, firstWindow, windowCount);
  const inOrder = runs.order.every((run, i) => run === i);
  const columns = sorter.into(rows.length);
  const offsets = new Uint32Array(windowCount + 1);
  for (let window = 0; window < windowCount; window++) {
    for (let i = runs.offsets[window]; i < runs.offsets[window + 1]; i++) {
      const run = runs.order[i];
      const to = run + 1 < runStarts.length ? runStarts[run + 1] : rows.length;
      rows.gather(sorter, runStarts[run], to);
      if (inOrder) rows.drop(to);
    }
    if (runs.offsets[window] < runs.offsets[window + 1]) sorter.emit(columns);
    offsets[window + 1] = sorter.emitted(columns);
  }
  return { every, nanoseconds, windowCount, offsets, ...sorter.finish(columns), coverage };
}

/** The rows of a finer slice in windows `ratio` times as long: window w of it goes to floor(w / ratio). */
export function rolledUp(
  fine: Slice,
  ratio: number,
  { every, nanoseconds, windowCount, coverage }: Omit<SliceOptions, "firstWindow" | "rank">,
  sorter: RowSorter,
): Slice {
  const border = (window: number): number => fine.offsets[Math.min(window * ratio, fine.windowCount)];
  let length = 0;
  for (let window = 0; window < windowCount; window++) length += sorter.distinct(fine, border(window), border(window + 1));

  const columns = sorter.into(length);
  const offsets = new Uint32Array(windowCount + 1);
  for (let window = 0; window < windowCount; window++) {
    if (border(window) < border(window + 1)) {
      sorter.gatherColumns(fine, border(window), border(window + 1));
      sorter.emit(columns);
    }
    offsets[window + 1] = sorter.emitted(columns);
  }
  return { every, nanoseconds, windowCount, offsets, ...sorter.finish(columns), coverage };
}

/** Counting sort: the runs of each window, in the order in which they came. */
function byWindow(windows: Int32Array, first: number, windowCount: number): { offsets: Uint32Array; order: Uint32Array } {
  const offsets = new Uint32Array(windowCount + 1);
  for (const window of windows) offsets[window - first + 1]++;
  for (let i = 0; i < windowCount; i++) offsets[i + 1] += offsets[i];
  const next = offsets.slice();
  const order = new Uint32Array(windows.length);
  for (let run = 0; run < windows.length; run++) order[next[windows[run] - first]++] = run;
  return { offsets, order };
}
