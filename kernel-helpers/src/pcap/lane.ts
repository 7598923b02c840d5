import type { LinkLayer } from "./link/layer";

/** How the records of a pcap file look. */
export interface RecordLayout {
  readonly bigEndian: boolean;
  /** Bytes of a record's header. */
  readonly recordHeader: number;
  readonly nanosecondsPerUnit: number;
  readonly layer: LinkLayer;
}

/**
 * A faster way for frames that are as most are. It may leave any frame to the reader, and must take none that the reader would see
 * differently.
 */
export interface Lane {
  /** Latest time of all frames of the file so far, seconds and nanoseconds: the reader writes it too. */
  readonly latest: Float64Array;
  /** A buffer from which it can take frames. */
  buffer(length: number): Buffer;
  /** Begins a file. */
  begin(): void;
  /** Begins records that look so. Without it no frame is taken. */
  records(layout: RecordLayout): void;
  /** Takes frames from `from` on; returns the offset of the first record that it leaves, or that is not complete. */
  walk(bytes: Buffer, from: number, to: number): number;
  /** Frames that were taken since `begin`, and how many of them a snap length had cut. */
  taken(): { readonly frames: number; readonly truncated: number };
}
