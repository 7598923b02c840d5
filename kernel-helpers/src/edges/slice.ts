import type { RowBuilders } from "./window";

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

/** Sorts rows by window and by new edge number, and adds up those that several files or late packets made of one edge and window. */
export function sortedSlice(rows: RowBuilders, { every, nanoseconds, windowCount, firstWindow, rank, coverage }: SliceOptions): Slice {
  const windows = rows.window.finish();
  const given = rows.edge.finish();
  const unsorted = [rows.frames.finish(), rows.bytes.finish(), rows.wireBytes.finish()];
  const order = byWindow(windows, firstWindow, windowCount);

  const length = windows.length;
  const offsets = new Uint32Array(windowCount + 1);
  const edges = new Uint32Array(length);
  const [frames, bytes, wireBytes] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  const place = new Int32Array(rank.length).fill(-1); // Where an edge's row of this window is written.
  let written = 0;
  for (let window = 0; window < windowCount; window++) {
    const start = written;
    const [from, to] = [order.offsets[window], order.offsets[window + 1]];
    for (let i = from; i < to; i++) {
      const edge = rank[given[order.rows[i]]];
      if (place[edge] === -1) {
        place[edge] = 0;
        edges[written++] = edge;
      }
    }
    edges.subarray(start, written).sort();
    for (let i = start; i < written; i++) place[edges[i]] = i;
    for (let i = from; i < to; i++) {
      const row = order.rows[i];
      const at = place[rank[given[row]]];
      frames[at] += unsorted[0][row];
      bytes[at] += unsorted[1][row];
      wireBytes[at] += unsorted[2][row];
    }
    for (let i = start; i < written; i++) place[edges[i]] = -1;
    offsets[window + 1] = written;
  }
  const whole = <T extends Uint32Array | Float64Array>(column: T): T => (written === length ? column : (column.slice(0, written) as T));
  return {
    every,
    nanoseconds,
    windowCount,
    offsets,
    edges: whole(edges),
    frames: whole(frames),
    bytes: whole(bytes),
    wireBytes: whole(wireBytes),
    coverage,
  };
}

/** Counting sort: the rows of each window, in the order in which they came. */
function byWindow(windows: Int32Array, first: number, windowCount: number): { offsets: Uint32Array; rows: Uint32Array } {
  const offsets = new Uint32Array(windowCount + 1);
  for (const window of windows) offsets[window - first + 1]++;
  for (let i = 0; i < windowCount; i++) offsets[i + 1] += offsets[i];
  const next = offsets.slice();
  const rows = new Uint32Array(windows.length);
  for (let row = 0; row < windows.length; row++) rows[next[windows[row] - first]++] = row;
  return { offsets, rows };
}
