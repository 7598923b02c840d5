import { takeColumn, takeEdges } from "./sums";
import type { WindowRows } from "./windowRows";

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

/**
 * Sorts rows by window and by new edge number, and adds up those that several files or late packets made of one edge and window.
 *
 * Each column is given back once it is copied, so that at most 12 bytes a row are needed beside the rows themselves.
 */
export function sortedSlice(rows: WindowRows, { every, nanoseconds, windowCount, firstWindow, rank, coverage }: SliceOptions): Slice {
  const { sums } = rows;
  const runWindows = rows.runWindows.finish();
  const runStarts = rows.runStarts.finish();
  const runs = byWindow(runWindows, firstWindow, windowCount);

  const places = takeEdges(sums, rank); // The row's edge; once its window is sorted, its place in the result.
  const edges = new Uint32Array(places.length);
  const offsets = new Uint32Array(windowCount + 1);
  const placeOf = new Uint32Array(rank.length);
  const sorter = edgeSorter(rank.length);
  let written = 0;
  for (let window = 0; window < windowCount; window++) {
    const start = written;
    for (let i = runs.offsets[window]; i < runs.offsets[window + 1]; i++) {
      const run = runs.order[i];
      const to = run + 1 < runStarts.length ? runStarts[run + 1] : places.length;
      for (let row = runStarts[run]; row < to; row++) edges[written++] = places[row];
    }
    written = sorter(edges, start, written);
    for (let i = start; i < written; i++) placeOf[edges[i]] = i;
    for (let i = runs.offsets[window]; i < runs.offsets[window + 1]; i++) {
      const run = runs.order[i];
      const to = run + 1 < runStarts.length ? runStarts[run + 1] : places.length;
      for (let row = runStarts[run]; row < to; row++) places[row] = placeOf[places[row]];
    }
    offsets[window + 1] = written;
  }
  return {
    every,
    nanoseconds,
    windowCount,
    offsets,
    edges: written === edges.length ? edges : edges.slice(0, written),
    frames: takeColumn(sums.frames, places, written),
    bytes: takeColumn(sums.bytes, places, written),
    wireBytes: takeColumn(sums.wireBytes, places, written),
    coverage,
  };
}

/**
 * Sorts a part of an array of edges, leaves each once, and returns where they end now. Where a window has a good share of all edges, a
 * bit for each edge that occurs is read out in order, without a sort.
 */
function edgeSorter(edgeCount: number): (edges: Uint32Array, from: number, to: number) => number {
  const words = new Int32Array((edgeCount + 31) >>> 5);

  return (edges, from, to) => {
    if ((to - from) * 8 < words.length) return eachOnce(edges, from, to);
    for (let i = from; i < to; i++) words[edges[i] >>> 5] |= 1 << (edges[i] & 31);
    let end = from;
    for (let word = 0; word < words.length; word++) {
      for (let left = words[word]; left !== 0; left &= left - 1) edges[end++] = (word << 5) | (31 - Math.clz32(left & -left));
      words[word] = 0;
    }
    return end;
  };
}

function eachOnce(edges: Uint32Array, from: number, to: number): number {
  if (from === to) return to;
  edges.subarray(from, to).sort();
  let end = from + 1;
  for (let i = from + 1; i < to; i++) if (edges[i] !== edges[end - 1]) edges[end++] = edges[i];
  return end;
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
