const bits = 16;
const chunkLength = 1 << bits;
const within = chunkLength - 1;

/**
 * Sums of edges, one row for each edge of each window, in the order in which they were opened. Columns grow by chunks: doubling an
 * array would need three times its memory at the moment of growth.
 */
export class Sums {
  length = 0;
  readonly edges: Uint32Array[] = [];
  readonly frames: Float64Array[] = [];
  readonly bytes: Float64Array[] = [];
  readonly wireBytes: Float64Array[] = [];

  /** Opens a row and returns its number. */
  append(edge: number, frames: number, bytes: number, wireBytes: number): number {
    const row = this.length++;
    const at = row & within;
    const chunk = row >>> bits;
    if (at === 0) this.grow();
    this.edges[chunk][at] = edge;
    this.frames[chunk][at] = frames;
    this.bytes[chunk][at] = bytes;
    this.wireBytes[chunk][at] = wireBytes;
    return row;
  }

  add(row: number, frames: number, bytes: number, wireBytes: number): void {
    const at = row & within;
    const chunk = row >>> bits;
    this.frames[chunk][at] += frames;
    this.bytes[chunk][at] += bytes;
    this.wireBytes[chunk][at] += wireBytes;
  }

  /** Opens a row with the values of one of others. Columns are passed, not values: those would be boxed on the way, 24 bytes each. */
  appendFrom(other: Sums, row: number): number {
    const at = row & within;
    const chunk = row >>> bits;
    return this.append(other.edges[chunk][at], other.frames[chunk][at], other.bytes[chunk][at], other.wireBytes[chunk][at]);
  }

  addFrom(other: Sums, from: number, row: number): void {
    const at = from & within;
    const chunk = from >>> bits;
    this.add(row, other.frames[chunk][at], other.bytes[chunk][at], other.wireBytes[chunk][at]);
  }

  edgeOf(row: number): number {
    return this.edges[row >>> bits][row & within];
  }

  valuesOf(row: number): [frames: number, bytes: number, wireBytes: number] {
    const at = row & within;
    const chunk = row >>> bits;
    return [this.frames[chunk][at], this.bytes[chunk][at], this.wireBytes[chunk][at]];
  }

  private grow(): void {
    this.edges.push(new Uint32Array(chunkLength));
    this.frames.push(new Float64Array(chunkLength));
    this.bytes.push(new Float64Array(chunkLength));
    this.wireBytes.push(new Float64Array(chunkLength));
  }
}

/** Numbers of the edges of the rows, as one array; the chunks are given back as they are read. */
export function takeEdges({ edges, length }: Sums, number: Uint32Array): Uint32Array {
  const result = new Uint32Array(length);
  for (let row = 0; row < length; row += chunkLength) {
    const chunk = edges[row >>> bits];
    const count = Math.min(chunkLength, length - row);
    for (let i = 0; i < count; i++) result[row + i] = number[chunk[i]];
    edges[row >>> bits] = nothing32;
  }
  return result;
}

/** Adds each row of a column to its place in the result; the chunks are given back as they are read. */
export function takeColumn(column: Float64Array[], places: Uint32Array, length: number): Float64Array {
  const result = new Float64Array(length);
  for (let row = 0; row < places.length; row += chunkLength) {
    const chunk = column[row >>> bits];
    const count = Math.min(chunkLength, places.length - row);
    for (let i = 0; i < count; i++) result[places[row + i]] += chunk[i];
    column[row >>> bits] = nothing64;
  }
  return result;
}

const nothing32 = new Uint32Array(0);
const nothing64 = new Float64Array(0);
