import { readFileSync } from "node:fs";
import { join } from "node:path";

// Node has it; TypeScript declares it with the browser's types only.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => {
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  };
};

/** What assembly/sums.ts exports; its comments say what each does. */
export interface Loops {
  records(bigEndian: number, header: number, fractions: number, nanoseconds: number, typeAt: number, ipAt: number): void;
  place(slots: number, slotBits: number, rows: number, room: number, latest: number): void;
  learn(source: number, destination: number, edge: number): void;
  find(source: number, destination: number): number;
  relearn(from: number, count: number): void;
  add(edge: number, bytes: number, wireBytes: number): void;
  clear(): void;
  walk(from: number, to: number): number;
  placeSorter(sums: number, bits: number, bits64: number, words: number, ranks: number): void;
  placeStage(edges: number, frames: number, bytes: number, wireBytes: number, room: number): void;
  gatherRows(at: number, count: number): void;
  gatherColumns(edges: number, frames: number, bytes: number, wireBytes: number, count: number): void;
  markColumn(edges: number, count: number): number;
  unmark(): void;
  emit(): number;
}

/** Places of the registers, doubles that both sides read and write. */
export const register = {
  latestSeconds: 0,
  latestNanoseconds: 1,
  windowFromSeconds: 2,
  windowFromNanoseconds: 3,
  windowToSeconds: 4,
  windowToNanoseconds: 5,
  framesTaken: 6,
  framesTruncated: 7,
  rowsOpen: 8,
  rowsStaged: 9,
} as const;

const registersAt = 1024;
const firstFree = 4096;
const pageLength = 65536;
const mostPages = 65536;

// Beside the compiled TypeScript, whether this file is that or is tested as it stands.
const compiled = join(__dirname, "../../dist/edges/sums.wasm");
let compiledModule: object | null = null;

/**
 * The compiled loops of one reading and their memory, which is shared out here. The memory is of the shared kind: views and reads under
 * way stay good when it grows, where they would break otherwise.
 */
export class Engine {
  readonly loops: Loops;
  readonly registers: Float64Array;
  private readonly memory = new WebAssembly.Memory({ initial: 16, maximum: mostPages, shared: true });
  private end = firstFree;
  private given: { readonly at: number; readonly length: number }[] = [];

  constructor() {
    compiledModule ??= new WebAssembly.Module(readFileSync(compiled));
    const imports = { env: { memory: this.memory, abort: unreachable } };
    this.loops = new WebAssembly.Instance(compiledModule, imports).exports as Loops;
    this.registers = new Float64Array(this.memory.buffer, registersAt, 10);
  }

  /** Address of `length` bytes of zeros. */
  allocate(length: number): number {
    const rounded = (length + 63) & ~63;
    const fit = this.given.findIndex((free) => free.length >= rounded);
    if (fit >= 0) {
      const [{ at, length: whole }] = this.given.splice(fit, 1);
      if (whole > rounded) this.give(at + rounded, whole - rounded);
      this.bytes(at, rounded).fill(0);
      return at;
    }
    const at = this.end;
    this.end += rounded;
    const missing = Math.ceil((this.end - this.memory.buffer.byteLength) / pageLength);
    if (missing > 0) this.memory.grow(missing);
    return at;
  }

  /** Gives back what was allocated, to be used again. */
  free(at: number, length: number): void {
    this.give(at, (length + 63) & ~63);
  }

  bytes(at: number, length: number): Buffer {
    return Buffer.from(this.memory.buffer, at, length);
  }

  uint32(at: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, length);
  }

  float64(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  /** Keeps free memory sorted and whole, so that what was freed piece by piece holds something larger. */
  private give(at: number, length: number): void {
    if (length === 0) return;
    const sorted = [...this.given, { at, length }].sort((a, b) => a.at - b.at);
    this.given = [];
    for (const free of sorted) {
      const before = this.given.at(-1);
      if (before && before.at + before.length === free.at)
        this.given[this.given.length - 1] = { at: before.at, length: before.length + free.length };
      else this.given.push(free);
    }
  }
}

function unreachable(): never {
  throw new Error("the loops were stopped by themselves");
}
