import { InputError } from "../config/error";
import { Engine, register } from "./engine";
import { rowBytes, WindowRows } from "./windowRows";

/** More windows than this are a wrong time stamp, or a granularity that does not fit the capture. */
export const mostWindows = 10_000_000;

export const tooManyWindows = (count: number, every: number): InputError =>
  new InputError(
    `every: ${count} windows of ${every} s lie between the earliest and the latest time stamp, at most ${mostWindows} fit; ` +
      "a wrong time stamp can be left out by an origin and an end, or choose a coarser granularity",
  );

/**
 * The one window of a granularity that is open. Its sums lie in the loops' memory, and become rows when a packet of a later window closes
 * it. Sums of packets whose window has closed already are set aside and become rows at the end.
 *
 * One hash on (window, pair) for each granularity would do the same in ten times the time and sixteen times the memory.
 */
export class OpenWindow {
  readonly engine = new Engine();
  /** The open window; NaN before the first packet. */
  window = NaN;
  readonly rows = new WindowRows();
  /** Least and greatest window that has a row. */
  first = Infinity;
  last = -Infinity;
  /** Told which window opens; NaN: none. */
  onOpen: (window: number) => void = () => {};
  /** IPv4 pairs that the dictionary knows. */
  private known = 0;
  private slotBits = 15;
  private rowRoom = 1 << 13;
  private edgeRoom = 1 << 13;
  private slots: number = this.engine.allocate(slotBytes << this.slotBits);
  private rowsAt: number = this.engine.allocate(rowBytes * this.rowRoom);
  private latest: number = this.engine.allocate(4 * this.edgeRoom);
  private readonly late = new Map<number, Map<number, [frames: number, bytes: number, wireBytes: number]>>();

  /** @param every granularity in seconds */
  constructor(private readonly every: number) {
    this.place();
  }

  /** Adds one frame. */
  add(window: number, edge: number, bytes: number, wireBytes: number): void {
    if (window !== this.window && !this.moveTo(window)) {
      this.addLate(window, edge, bytes, wireBytes);
      return;
    }
    if (edge >= this.edgeRoom) this.growEdges(edge);
    if (this.engine.registers[register.rowsOpen] === this.rowRoom) this.growRows();
    this.engine.loops.add(edge, bytes, wireBytes);
  }

  /** Remembers that packets between two IPv4 addresses (words of their bytes) are of an edge, whenever they come. */
  learn(source: number, destination: number, edge: number): void {
    if (++this.known * 8 > 5 << this.slotBits) this.growSlots();
    if (edge >= this.edgeRoom) this.growEdges(edge);
    this.engine.loops.learn(source, destination, edge);
  }

  /** The edge that was learned for two IPv4 addresses; -1: none. */
  find(source: number, destination: number): number {
    return this.engine.loops.find(source, destination);
  }

  /** Forgets all pairs: the next file is of another network, on which addresses may belong to others. */
  forget(): void {
    this.engine.bytes(this.slots, slotBytes << this.slotBits).fill(0);
    this.known = 0;
  }

  /** Ends the open window: the next packet may lie anywhere in time. */
  flush(): void {
    this.close();
    for (const [window, edges] of this.late) {
      this.widen(window);
      for (const [edge, sums] of edges) this.rows.append(window, edge, ...sums);
    }
    this.late.clear();
    this.window = NaN;
    this.onOpen(NaN);
  }

  /** Gives back the memory of pairs and sums; `flush` came before. The engine's memory can be used for other things then. */
  finish(): Engine {
    this.engine.free(this.slots, slotBytes << this.slotBits);
    this.engine.free(this.rowsAt, rowBytes * this.rowRoom);
    this.engine.free(this.latest, 4 * this.edgeRoom);
    return this.engine;
  }

  /** Closes the open window for a later one; false for an earlier one. */
  private moveTo(window: number): boolean {
    if (window < this.window) return false;
    this.close();
    this.widen(window);
    this.window = window;
    this.onOpen(window);
    return true;
  }

  private widen(window: number): void {
    if (window !== (window | 0)) throw tooManyWindows(Math.abs(window) + 1, this.every);
    if (window < this.first) this.first = window;
    if (window > this.last) this.last = window;
  }

  private close(): void {
    const count = this.engine.registers[register.rowsOpen];
    if (count === 0) return;
    this.rows.open(this.window);
    this.rows.appendAll(this.engine.bytes(this.rowsAt, count * rowBytes));
    this.engine.loops.clear();
  }

  private addLate(window: number, edge: number, bytes: number, wireBytes: number): void {
    const edges = this.late.get(window) ?? new Map<number, [number, number, number]>();
    this.late.set(window, edges);
    const sums = edges.get(edge) ?? [0, 0, 0];
    edges.set(edge, sums);
    sums[0]++;
    sums[1] += bytes;
    sums[2] += wireBytes;
  }

  private place(): void {
    this.engine.loops.place(this.slots, this.slotBits, this.rowsAt, this.rowRoom, this.latest);
  }

  private growSlots(): void {
    const [before, count] = [this.slots, 1 << this.slotBits];
    this.slots = this.engine.allocate(slotBytes << ++this.slotBits);
    this.place();
    this.engine.loops.relearn(before, count);
    this.engine.free(before, count * slotBytes);
  }

  private growRows(): void {
    this.rowsAt = this.grown(this.rowsAt, rowBytes * this.rowRoom, rowBytes * this.rowRoom * 2);
    this.rowRoom *= 2;
    this.place();
  }

  private growEdges(edge: number): void {
    const room = Math.max(this.edgeRoom * 2, edge + 1);
    this.latest = this.grown(this.latest, 4 * this.edgeRoom, 4 * room);
    this.edgeRoom = room;
    this.place();
  }

  private grown(at: number, length: number, longer: number): number {
    const { engine } = this;
    const now = engine.allocate(longer);
    engine.bytes(now, length).set(engine.bytes(at, length));
    engine.free(at, length);
    return now;
  }
}

/** A pair's two addresses and its edge, as assembly/sums.ts has them. */
const slotBytes = 12;
