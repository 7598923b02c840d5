import { InputError } from "../config/error";
import { WindowRows } from "./windowRows";

/** More windows than this are a wrong time stamp, or a granularity that does not fit the capture. */
export const mostWindows = 10_000_000;

export const tooManyWindows = (count: number, every: number): InputError =>
  new InputError(
    `every: ${count} windows of ${every} s lie between the earliest and the latest time stamp, at most ${mostWindows} fit; ` +
      "a wrong time stamp can be left out by an origin and an end, or choose a coarser granularity",
  );

/** A granularity that is fed by another, `ratio` of whose windows make one. */
export interface Child {
  readonly windows: OpenWindow;
  readonly ratio: number;
}

/**
 * The one window of a granularity that is open. Its rows are made where they stay, and go on to the coarser granularities when a packet
 * of a later window closes it. Sums of packets whose window has closed already are set aside and become rows at the end.
 *
 * One hash on (window, pair) for each granularity would do the same in ten times the time and sixteen times the memory.
 */
export class OpenWindow {
  /** The open window; NaN before the first packet. */
  window = NaN;
  readonly rows = new WindowRows();
  /** Least and greatest window that has a row. */
  first = Infinity;
  last = -Infinity;
  /** First row of the open window. */
  private start = 0;
  /** The latest row of each edge, plus one. Rows are numbered upwards, so it is the open window's if it exceeds `start`: none is cleared. */
  private latest: Uint32Array = new Uint32Array(1024);
  private readonly late = new Map<number, Map<number, [frames: number, bytes: number, wireBytes: number]>>();

  constructor(
    /** Granularity in seconds. */
    private readonly every: number,
    private readonly children: readonly Child[],
  ) {}

  add(window: number, edge: number, frames: number, bytes: number, wireBytes: number): void {
    if (window !== this.window && !this.moveTo(window)) {
      this.addLate(window, edge, frames, bytes, wireBytes);
      return;
    }
    if (edge >= this.latest.length) this.grow(edge);
    const row = this.latest[edge];
    if (row > this.start) this.rows.sums.add(row - 1, frames, bytes, wireBytes);
    else this.latest[edge] = this.rows.sums.append(edge, frames, bytes, wireBytes) + 1;
  }

  /** Adds rows [from, to) of a finer granularity, all of one window. */
  private addRows(window: number, { sums }: WindowRows, from: number, to: number): void {
    if (window !== this.window && !this.moveTo(window)) {
      for (let row = from; row < to; row++) this.addLate(window, sums.edgeOf(row), ...sums.valuesOf(row));
      return;
    }
    const own = this.rows.sums;
    for (let row = from; row < to; row++) {
      const edge = sums.edgeOf(row);
      if (edge >= this.latest.length) this.grow(edge);
      const known = this.latest[edge];
      if (known > this.start) own.addFrom(sums, row, known - 1);
      else this.latest[edge] = own.appendFrom(sums, row) + 1;
    }
  }

  /** Ends the open window, and those of the coarser granularities: the next packet may lie anywhere in time. */
  flush(): void {
    this.close();
    for (const [window, edges] of this.late) {
      this.open(window);
      for (const [edge, sums] of edges) this.rows.sums.append(edge, ...sums);
      this.close();
    }
    this.late.clear();
    this.window = NaN;
    for (const { windows } of this.children) windows.flush();
  }

  /** Closes the open window for a later one; false for an earlier one. */
  private moveTo(window: number): boolean {
    if (window < this.window) return false;
    this.close();
    this.open(window);
    return true;
  }

  private open(window: number): void {
    if (window !== (window | 0)) throw tooManyWindows(Math.abs(window) + 1, this.every);
    this.window = window;
    this.rows.open(window);
    if (window < this.first) this.first = window;
    if (window > this.last) this.last = window;
  }

  private close(): void {
    const to = this.rows.sums.length;
    if (to > this.start)
      for (const { windows, ratio } of this.children) windows.addRows(Math.floor(this.window / ratio), this.rows, this.start, to);
    this.start = to;
  }

  private addLate(window: number, edge: number, frames: number, bytes: number, wireBytes: number): void {
    const edges = this.late.get(window) ?? new Map<number, [number, number, number]>();
    this.late.set(window, edges);
    const sums = edges.get(edge) ?? [0, 0, 0];
    edges.set(edge, sums);
    sums[0] += frames;
    sums[1] += bytes;
    sums[2] += wireBytes;
  }

  private grow(edge: number): void {
    const longer = new Uint32Array(Math.max(this.latest.length * 2, edge + 1));
    longer.set(this.latest);
    this.latest = longer;
  }
}
