import type { LinkLayer } from "./link/layer";

/**
 * Receives each frame of a capture: the captured bytes are [start, start + captured) of `bytes`.
 *
 * `point` is 0 in pcap; in pcapng 4 · (number of the interface + 1) + direction (0 not told, 1 inbound, 2 outbound).
 */
export type FrameSink = (
  bytes: Buffer,
  layer: LinkLayer,
  seconds: number,
  nanoseconds: number,
  start: number,
  captured: number,
  wireLength: number,
  point: number,
) => void;

/** Who is told what stands in a file. */
export interface FrameTaker {
  readonly frame: FrameSink;
  /** Told of frames that the file says are not in it. */
  missed(frames: number): void;
}

/** A file format, reading one file. */
export interface FrameParser {
  /**
   * Hands on all whole frames of bytes [from, to) and returns the offset of the first byte that it did not consume: the start
   * of an incomplete record.
   */
  parse(bytes: Buffer, from: number, to: number): number;
  /** What makes the rest unreadable, and the offset in `bytes` of that record; set during `parse`. */
  readonly fault: { offset: number; reason: string } | null;
  /** Whether the record is incomplete of which it consumed the last bytes. */
  readonly unfinished?: boolean;
}

/** Longer frames than this are taken for garbage, as libpcap and Wireshark do. */
export const longestFrame = 262144;
