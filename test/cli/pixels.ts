import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

/** A PNG of 8 bits a channel, as it is decoded. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Share of the pixels that have another colour than the commonest one. */
  readonly drawn: number;
}

/** @see Portable Network Graphics (PNG) Specification, sections 9 (filters) and 11.2 (chunks) */
export function pictureOf(file: string): Picture {
  const bytes = readFileSync(file);
  if (bytes.toString("latin1", 1, 4) !== "PNG") throw new Error(`${file} is no PNG`);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const channels = { 2: 3, 6: 4 }[bytes[25]];
  if (bytes[24] !== 8 || channels === undefined || bytes[28] !== 0) throw new Error(`${file} is of a kind that this does not decode`);
  const pieces: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") pieces.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  const pixels = unfiltered(inflateSync(Buffer.concat(pieces)), width * channels, height, channels);
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = pixels.readUIntBE(at, channels);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return { width, height, drawn: 1 - Math.max(...counts.values()) / (width * height) };
}

function unfiltered(data: Buffer, rowLength: number, rows: number, channels: number): Buffer {
  const pixels = Buffer.alloc(rowLength * rows);
  for (let row = 0; row < rows; row++) {
    const filter = data[row * (rowLength + 1)];
    for (let i = 0; i < rowLength; i++) {
      const at = row * rowLength + i;
      const left = i < channels ? 0 : pixels[at - channels];
      const above = row === 0 ? 0 : pixels[at - rowLength];
      const corner = row === 0 || i < channels ? 0 : pixels[at - rowLength - channels];
      const guess = [0, left, above, (left + above) >> 1, nearest(left, above, corner)][filter];
      pixels[at] = data[row * (rowLength + 1) + 1 + i] + guess;
    }
  }
  return pixels;
}

/** Paeth's predictor. */
function nearest(left: number, above: number, corner: number): number {
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(left + above - corner - value));
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}
