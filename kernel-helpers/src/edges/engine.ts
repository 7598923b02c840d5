import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../config/error";
import type { Loops } from "./loops";

// Node has it; TypeScript declares it with the browser's types only.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => {
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  };
};

/** Places of the registers, doubles that both sides read and write. */
export const register = {
  latestSeconds: 0,
  latestNanoseconds: 1,
  leastSeconds: 2,
  leastNanoseconds: 3,
  lastSeconds: 4,
  lastNanoseconds: 5,
  framesTaken: 6,
  framesTruncated: 7,
  framesOutOfOrder: 8,
  rowsStaged: 9,
} as const;

const registersAt = 1024;
const firstFree = 4096;
const pageLength = 65536;
const mostPages = 65536;
/** Memory grows by a megabyte at least. */
const leastPages = 16;
const cacheLine = 64;
/** The loops may look at some bytes behind a frame, before they see that it is cut off. */
const slack = 64;

// Beside the compiled TypeScript, whether this file is that or is tested as it stands.
const compiled = join(__dirname, "../../dist/edges/loops.wasm");
let compiledModule: object | null = null;

/**
 * The compiled loops of one reading and their memory, which is shared out here. The memory is of the shared kind: views and reads under
 * way stay good when it grows, where they would break otherwise.
 */
export class Engine {
  readonly loops: Loops;
  readonly registers: Float64Array;
  private readonly memory = new WebAssembly.Memory({ initial: leastPages, maximum: mostPages, shared: true });
  private end = firstFree;
  private given: { readonly at: number; readonly length: number }[] = [];

  constructor() {
    compiledModule ??= new WebAssembly.Module(readFileSync(compiled));
    const allocate = (length: number): number => this.allocate(length >>> 0);
    const free = (at: number, length: number): void => this.free(at >>> 0, length >>> 0);
    this.registers = new Float64Array(this.memory.buffer, registersAt, 10);
    this.loops = new WebAssembly.Instance(compiledModule, { env: { memory: this.memory, allocate, free } }).exports as Loops;
  }

  /** Address of `length` bytes of zeros. @throws InputError when they are more than there can be */
  allocate(length: number): number {
    const rounded = roundedUp(length);
    const fit = this.given.findIndex((free) => free.length >= rounded);
    if (fit >= 0) {
      const [{ at, length: whole }] = this.given.splice(fit, 1);
      if (whole > rounded) this.give(at + rounded, whole - rounded);
      this.bytes(at, rounded).fill(0);
      return at;
    }
    const at = this.end;
    this.end += rounded;
    const missing = Math.ceil((this.end + slack - this.memory.buffer.byteLength) / pageLength);
    if (missing > 0) this.grow(missing);
    return at;
  }

  /** Gives back what was allocated, to be used again. */
  free(at: number, length: number): void {
    this.give(at, roundedUp(length));
  }

  /** Address of a copy of words. */
  copyOf(words: Uint32Array): number {
    const at = this.allocate(words.length * 4);
    this.uint32(at, words.length).set(words);
    return at;
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

  private grow(missing: number): void {
    const left = mostPages - this.memory.buffer.byteLength / pageLength;
    if (missing > left)
      throw new InputError("every: the edges of so many windows do not fit the 4 GB that sums may take; choose coarser granularities");
    this.memory.grow(Math.min(left, Math.max(missing, leastPages)));
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

const roundedUp = (length: number): number => Math.ceil(length / cacheLine) * cacheLine;
