const chunkLength = 1 << 16;

type Numbers = Int32Array | Uint32Array | Float64Array;

/**
 * Collects a column whose length is not known before. It grows in chunks, because doubling an array would need three times its
 * memory at the moment of growth.
 */
export class ColumnBuilder<T extends Numbers> {
  private readonly full: T[] = [];
  private open: T;
  private used = 0;

  constructor(private readonly make: (length: number) => T) {
    this.open = make(chunkLength);
  }

  get length(): number {
    return this.full.length * chunkLength + this.used;
  }

  push(value: number): void {
    if (this.used === chunkLength) {
      this.full.push(this.open);
      this.open = this.make(chunkLength);
      this.used = 0;
    }
    this.open[this.used++] = value;
  }

  /** The whole column; the builder is empty afterwards. */
  finish(): T {
    const column = this.make(this.length);
    this.full.forEach((chunk, i) => column.set(chunk, i * chunkLength));
    column.set(this.open.subarray(0, this.used), this.full.length * chunkLength);
    this.full.length = 0;
    this.open = this.make(0);
    this.used = 0;
    return column;
  }
}

export const int32 = (length: number): Int32Array => new Int32Array(length);
export const uint32 = (length: number): Uint32Array => new Uint32Array(length);
export const float64 = (length: number): Float64Array => new Float64Array(length);
