import { ColumnBuilder, int32, uint32 } from "../table/builder";
import type { Engine } from "./engine";
import type { RowSource } from "./slice";
import type { RowSorter } from "./sorter";

const mostSum = 0xffffffff;

/** Rows of windows that closed, in the loops' memory (assembly/window.ts), where they stay until they are sorted. Behind them are those of the open window. */
export class ClosedRows implements RowSource {
  /** The loops' name for them. */
  readonly at: number;
  readonly runWindows: ColumnBuilder<Int32Array> = new ColumnBuilder(int32);
  readonly runStarts: ColumnBuilder<Uint32Array> = new ColumnBuilder(uint32);

  constructor(private readonly engine: Engine) {
    this.at = engine.loops.newRows();
  }

  get length(): number {
    return this.engine.loops.rowsMade(this.at) >>> 0;
  }

  /** Closes the open window: its rows, if it has any, become a run. */
  close(window: number): void {
    const first = this.engine.loops.close(this.at) >>> 0;
    if (first === this.length) return;
    this.runWindows.push(window);
    this.runStarts.push(first);
  }

  /** Adds a row to the open window. What its 32 bits do not hold goes to more rows. */
  append(edge: number, frames: number, bytes: number, wireBytes: number): void {
    const part = (sum: number): number => Math.min(sum, mostSum);
    this.engine.loops.append(this.at, edge, part(frames), part(bytes), part(wireBytes));
    const left = [frames - part(frames), bytes - part(bytes), wireBytes - part(wireBytes)] as const;
    if (left.some((sum) => sum > 0)) this.append(edge, ...left);
  }

  gather(_sorter: RowSorter, from: number, to: number): void {
    this.engine.loops.gatherClosed(this.at, from, to);
  }

  /** The loops' memory is given back with the engine. */
  drop(): void {}
}
