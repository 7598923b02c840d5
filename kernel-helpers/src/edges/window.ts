import { InputError } from "../config/error";
import { ClosedRows } from "./closedRows";
import { type Engine, register } from "./engine";
import { LateRows } from "./lateRows";

/** More windows than this are a wrong time stamp, or a granularity that does not fit the capture. */
export const mostWindows = 10_000_000;

export const tooManyWindows = (count: number, every: number): InputError =>
  new InputError(
    `every: ${count} windows of ${every} s lie between the earliest and the latest time stamp, at most ${mostWindows} fit; ` +
      "a wrong time stamp can be left out by an origin and an end, or choose a coarser granularity",
  );

/** So many late packets in a row are no disorder: time has stepped back. */
const patience = 64;

/**
 * The one window of a granularity that is open. Its sums lie in the loops' memory, and become rows when a packet of a later window closes
 * it. Sums of packets whose window has closed already are set aside and become rows at the end. Where time has stepped back, as a clock
 * was set or captures were joined in the wrong order, the earlier window opens again: what is set aside takes four times the time and memory.
 *
 * One hash on (window, pair) for each granularity would do the same in ten times the time and sixteen times the memory.
 */
export class OpenWindow {
  /** The open window; NaN before the first packet. */
  window = NaN;
  readonly rows: ClosedRows;
  /** Least and greatest window that has a row. */
  first = Infinity;
  last = -Infinity;
  /** Told which window opens; NaN: none. */
  onOpen: (window: number) => void = () => {};
  private late = new LateRows();
  private lateInARow = 0;
  private takenByLoops = 0;

  /** @param every granularity in seconds */
  constructor(
    private readonly engine: Engine,
    private readonly every: number,
  ) {
    this.rows = new ClosedRows(engine);
  }

  /** Adds one frame. */
  add(window: number, edge: number, bytes: number, wireBytes: number): void {
    if (window !== this.window && !this.moveTo(window)) {
      this.widen(window);
      this.late.add(window, edge, bytes, wireBytes);
      return;
    }
    this.lateInARow = 0;
    const { loops } = this.engine;
    if (loops.add(this.rows.at, edge, bytes, wireBytes)) return;
    this.rows.close(window); // A sum may exceed its 32 bits: the window goes on with new rows.
    loops.add(this.rows.at, edge, bytes, wireBytes);
  }

  /** Ends the open window: the next packet may lie anywhere in time. */
  flush(): void {
    this.rows.close(this.window);
    let open = NaN;
    this.late.each((window, edge, ...sums) => {
      if (window !== open) this.rows.close(open);
      open = window;
      this.rows.append(edge, ...sums);
    });
    this.rows.close(open);
    this.late = new LateRows();
    this.window = NaN;
    this.onOpen(NaN);
  }

  /** Closes the open window for a later one; false for an earlier one, unless time has stepped back. */
  private moveTo(window: number): boolean {
    if (window < this.window && !this.isStepBack()) return false;
    this.rows.close(this.window);
    this.widen(window);
    this.window = window;
    this.onOpen(window);
    return true;
  }

  /** Told of each late packet. Those that the loops take are in the open window, and end the row. */
  private isStepBack(): boolean {
    const taken = this.engine.registers[register.framesTaken];
    this.lateInARow = taken === this.takenByLoops ? this.lateInARow + 1 : 1;
    this.takenByLoops = taken;
    return this.lateInARow > patience;
  }

  private widen(window: number): void {
    if (window !== (window | 0)) throw tooManyWindows(Math.abs(window) + 1, this.every);
    if (window < this.first) this.first = window;
    if (window > this.last) this.last = window;
  }
}
