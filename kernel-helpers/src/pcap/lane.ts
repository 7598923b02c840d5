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
  /** Times of the file so far, seconds and nanoseconds: the latest and the earliest, which the reader writes too, and the time of the last frame that was taken. */
  readonly latest: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** A buffer from which it can take frames. */
  buffer(length: number): Buffer;
  /** Begins a file. */
  begin(): void;
  /** Begins records that look so. Without it, or a section, no frame is taken. */
  records(layout: RecordLayout): void;
  /** Begins a section of blocks. */
  section(bigEndian: boolean): void;
  /** Its next interface. `nanosecondsPerUnit` of its time stamps; 0: its frames are left. */
  describe(layer: LinkLayer, nanosecondsPerUnit: number): void;
  /** Takes frames from `from` on; returns the offset of the first record that it leaves, or that is not complete. */
  walk(bytes: Buffer, from: number, to: number): number;
  /** Frames that were taken since `begin`, how many of them a snap length had cut, and how many were earlier than one before. */
  taken(): { readonly frames: number; readonly truncated: number; readonly outOfOrder: number };
}
