import { InputError } from "../config/error";
import type { ReadingCounts } from "./counts";
import { packetDecoder } from "./decoder";
import type { FrameParser, FrameSink } from "./format";
import type { PacketSink } from "./packet";
import { isPcap, pcapParser } from "./pcap";
import { isPcapng, pcapngParser } from "./pcapng";
import { openSource, type ByteSource } from "./source";

export interface ReadOptions {
  /** Ends the reading; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told after each piece of the file how far the reading is, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** 1 to 4 MB pieces are read fastest; more only costs cache. */
const pieceLength = 2 * 1024 * 1024;
const longestRecord = 32 * 1024 * 1024;

/**
 * Reads a capture from start to end in constant memory and calls `sink` for each of its IP packets, in file order.
 *
 * Nothing that stands inside the capture throws: what is wrong there is in the counts, and what could be read counts.
 *
 * @param file pcap (microsecond or nanosecond, either byte order) or pcapng; plain or gzip, as its first bytes say
 * @throws InputError when the file is missing, empty, no capture, or of a link type that is not read
 */
export async function readPackets(file: string, sink: PacketSink, options: ReadOptions = {}): Promise<ReadingCounts> {
  const source = await openSource(file);
  try {
    const decoder = packetDecoder(sink);
    const fault = await readFrames(file, source, decoder.frame, options);
    return { ...decoder.counts(), fault };
  } finally {
    await source.close();
  }
}

async function readFrames(file: string, source: ByteSource, frame: FrameSink, options: ReadOptions): Promise<ReadingCounts["fault"]> {
  let bytes = Buffer.allocUnsafe(pieceLength);
  let parser: FrameParser | null = null;
  let filled = 0; // Bytes [0, filled) of the buffer hold the file from `position` on.
  let position = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    let n: number;
    try {
      n = await source.read(bytes, filled, bytes.length - filled);
    } catch (error) {
      if (!parser) throw new InputError(`${file}: cannot be decompressed: ${(error as Error).message}`);
      return { file, position: position + filled, reason: (error as Error).message };
    }
    filled += n;
    let from = 0;
    if (!parser) {
      if (n > 0 && filled < 24) continue;
      const opened: FrameParser & { headerLength?: number } = open(bytes.subarray(0, filled), file, frame);
      parser = opened;
      from = opened.headerLength ?? 0;
    }
    const rest = parser.parse(bytes, from, filled);
    if (parser.fault) return { file, position: position + parser.fault.offset, reason: parser.fault.reason };
    position += rest;
    // The incomplete record at the end moves to the front; the next piece is read behind it.
    bytes.copyWithin(0, rest, filled);
    filled -= rest;
    options.onProgress?.(source.size > 0 ? Math.min(1, source.taken() / source.size) : 0);
    if (n === 0) return filled > 0 ? { file, position, reason: `the last record is cut off after ${filled} bytes` } : null;
    if (filled === bytes.length) {
      if (filled >= longestRecord) return { file, position, reason: "a record without end" };
      bytes = Buffer.concat([bytes], filled * 2);
    }
  }
}

function open(head: Buffer, file: string, frame: FrameSink): FrameParser & { headerLength?: number } {
  if (isPcapng(head)) return pcapngParser(frame);
  if (isPcap(head)) return pcapParser(head, file, frame);
  throw new InputError(`${file}: is not a capture (pcap or pcapng): it begins with ${head.subarray(0, 4).toString("hex") || "nothing"}`);
}
