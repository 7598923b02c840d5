import { type Engine, register } from "./engine";
import type { Slice } from "./slice";
import { rowBytes } from "./windowRows";

/** The columns of a slice's rows. */
export type RowColumns = Pick<Slice, "edges" | "frames" | "bytes" | "wireBytes">;

/** Columns that are being filled. */
interface Filling extends RowColumns {
  filled: number;
}

/** Rows that are handed over at once: half a megabyte stays in the processor's cache. */
const room = 1 << 14;

/**
 * Puts the rows of one window after another in the order of their edges and adds up those of one edge: `gather` a window's rows, then
 * `emit` them into columns.
 */
export class RowSorter {
  private readonly incoming: Stage;
  private readonly outgoing: Stage;

  /** @param rank new number of each edge */
  constructor(
    private readonly engine: Engine,
    rank: Uint32Array,
  ) {
    const words64 = Math.max(1, (rank.length + 4095) >>> 12);
    const sums = engine.allocate(rank.length * 24 + 8);
    const bits = engine.allocate(words64 * 64 * 8);
    const bits64 = engine.allocate(words64 * 8);
    const ranks = engine.allocate(rank.length * 4);
    engine.uint32(ranks, rank.length).set(rank);
    this.incoming = new Stage(engine, room * rowBytes);
    this.outgoing = new Stage(engine, room * rowBytes);
    engine.loops.placeSorter(sums + 8, bits, bits64, words64, ranks);
    engine.loops.placeStage(...this.outgoing.columns, room);
    engine.registers[register.rowsStaged] = 0;
  }

  /** Columns with room for that many rows. */
  into(length: number): Filling {
    const numbers = (): Float64Array => new Float64Array(length);
    return { filled: 0, edges: new Uint32Array(length), frames: numbers(), bytes: numbers(), wireBytes: numbers() };
  }

  /** Takes in rows as `WindowRows` has them. */
  gatherRows(rows: Uint8Array): void {
    for (let from = 0; from < rows.length; from += room * rowBytes) {
      const piece = rows.subarray(from, from + room * rowBytes);
      this.incoming.bytes.set(piece);
      this.engine.loops.gatherRows(this.incoming.at, piece.length / rowBytes);
    }
  }

  /** Takes in rows [from, to) of columns that have the new numbers already. */
  gatherColumns({ edges, frames, bytes, wireBytes }: RowColumns, from: number, to: number): void {
    const { incoming } = this;
    for (; from < to; from += room) {
      const end = Math.min(to, from + room);
      incoming.edges.set(edges.subarray(from, end));
      incoming.frames.set(frames.subarray(from, end));
      incoming.rowBytes.set(bytes.subarray(from, end));
      incoming.wireBytes.set(wireBytes.subarray(from, end));
      this.engine.loops.gatherColumns(...incoming.columns, end - from);
    }
  }

  /** How many edges rows [from, to) have. */
  distinct({ edges }: RowColumns, from: number, to: number): number {
    let count = 0;
    for (let at = from; at < to; at += room) {
      const end = Math.min(to, at + room);
      this.incoming.edges.set(edges.subarray(at, end));
      count += this.engine.loops.markColumn(this.incoming.at, end - at);
    }
    if (count > 0) this.engine.loops.unmark();
    return count;
  }

  /** Ends a window: its rows go to the columns. */
  emit(columns: Filling): void {
    while (!this.engine.loops.emit()) this.unload(columns);
  }

  /** Rows that the columns have, those under way included. */
  emitted(columns: Filling): number {
    return columns.filled + this.engine.registers[register.rowsStaged];
  }

  /** The finished columns. */
  finish(columns: Filling): RowColumns {
    this.unload(columns);
    const { filled, edges, frames, bytes, wireBytes } = columns;
    if (filled === edges.length) return { edges, frames, bytes, wireBytes };
    return {
      edges: edges.slice(0, filled),
      frames: frames.slice(0, filled),
      bytes: bytes.slice(0, filled),
      wireBytes: wireBytes.slice(0, filled),
    };
  }

  private unload(columns: Filling): void {
    const { outgoing } = this;
    const { registers } = this.engine;
    const staged = registers[register.rowsStaged];
    columns.edges.set(outgoing.edges.subarray(0, staged), columns.filled);
    columns.frames.set(outgoing.frames.subarray(0, staged), columns.filled);
    columns.bytes.set(outgoing.rowBytes.subarray(0, staged), columns.filled);
    columns.wireBytes.set(outgoing.wireBytes.subarray(0, staged), columns.filled);
    columns.filled += staged;
    registers[register.rowsStaged] = 0;
  }
}

/** A place where rows change between the loops' memory and columns outside. */
class Stage {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly columns: [number, number, number, number];
  readonly edges: Uint32Array;
  readonly frames: Float64Array;
  readonly rowBytes: Float64Array;
  readonly wireBytes: Float64Array;

  constructor(engine: Engine, length: number) {
    const at = (this.at = engine.allocate(length));
    this.bytes = engine.bytes(at, length);
    const frames = at + room * 4;
    this.columns = [at, frames, frames + room * 8, frames + room * 16];
    this.edges = engine.uint32(at, room);
    [this.frames, this.rowBytes, this.wireBytes] = this.columns.slice(1).map((column) => engine.float64(column, room));
  }
}
