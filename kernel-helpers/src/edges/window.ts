import { InputError } from "../config/error";
import { ColumnBuilder, float64, int32, uint32 } from "../table/builder";

/** Rows as they come: one for each edge of each window that closed. */
export interface RowBuilders {
  readonly window: ColumnBuilder<Int32Array>;
  readonly edge: ColumnBuilder<Uint32Array>;
  readonly frames: ColumnBuilder<Float64Array>;
  readonly bytes: ColumnBuilder<Float64Array>;
  readonly wireBytes: ColumnBuilder<Float64Array>;
}

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
 * The one window of a granularity that is open. When a packet of a later window comes, it closes: its sums become rows, and go on to
 * the coarser granularities. Sums of packets whose window has closed already are set aside and become rows at the end.
 *
 * One hash on (window, pair) for each granularity would do the same in ten times the time and sixteen times the memory.
 */
export class OpenWindow {
  /** The open window; NaN before the first packet. */
  window = NaN;
  readonly rows: RowBuilders = {
    window: new ColumnBuilder(int32),
    edge: new ColumnBuilder(uint32),
    frames: new ColumnBuilder(float64),
    bytes: new ColumnBuilder(float64),
    wireBytes: new ColumnBuilder(float64),
  };
  /** Least and greatest window that has a row. */
  first = Infinity;
  last = -Infinity;
  /** Frames, bytes and wire bytes of each edge, and a fourth place so that an edge's sums stay in one cache line. */
  private sums: Float64Array = new Float64Array(1024 * 4);
  private touched: Uint32Array = new Uint32Array(1024);
  private touchedCount = 0;
  private readonly late = new Map<number, Map<number, [frames: number, bytes: number, wireBytes: number]>>();

  constructor(
    /** Granularity in seconds. */
    private readonly every: number,
    private readonly children: readonly Child[],
  ) {}

  add(window: number, edge: number, frames: number, bytes: number, wireBytes: number): void {
    if (window !== this.window) {
      if (window < this.window) {
        this.addLate(window, edge, frames, bytes, wireBytes);
        return;
      }
      this.close();
      this.window = window;
    }
    const at = edge * 4;
    if (at >= this.sums.length) this.grow(edge);
    const { sums } = this;
    if (sums[at] === 0) this.touched[this.touchedCount++] = edge;
    sums[at] += frames;
    sums[at + 1] += bytes;
    sums[at + 2] += wireBytes;
  }

  /** Ends the open window, and those of the coarser granularities: the next packet may lie anywhere in time. */
  flush(): void {
    this.close();
    this.window = NaN;
    for (const [window, edges] of this.late) for (const [edge, sums] of edges) this.emit(window, edge, ...sums);
    this.late.clear();
    for (const { windows } of this.children) windows.flush();
  }

  private close(): void {
    const { sums, touched } = this;
    for (let i = 0; i < this.touchedCount; i++) {
      const at = touched[i] * 4;
      this.emit(this.window, touched[i], sums[at], sums[at + 1], sums[at + 2]);
      sums[at] = sums[at + 1] = sums[at + 2] = 0;
    }
    this.touchedCount = 0;
  }

  private emit(window: number, edge: number, frames: number, bytes: number, wireBytes: number): void {
    const { rows } = this;
    if (window !== (window | 0)) throw tooManyWindows(Math.abs(window) + 1, this.every);
    rows.window.push(window);
    rows.edge.push(edge);
    rows.frames.push(frames);
    rows.bytes.push(bytes);
    rows.wireBytes.push(wireBytes);
    if (window < this.first) this.first = window;
    if (window > this.last) this.last = window;
    for (const { windows, ratio } of this.children) windows.add(Math.floor(window / ratio), edge, frames, bytes, wireBytes);
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
    const length = Math.max(this.touched.length * 2, edge + 1);
    const sums = new Float64Array(length * 4);
    sums.set(this.sums);
    this.sums = sums;
    const touched = new Uint32Array(length);
    touched.set(this.touched);
    this.touched = touched;
  }
}
