import { setImmediate } from "node:timers/promises";
import { InputError } from "../config/error";
import type { ReadingCounts } from "./counts";
import { packetDecoder } from "./decoder";
import type { FrameParser, FrameTaker } from "./format";
import type { Lane } from "./lane";
import type { PacketSink } from "./packet";
import { pcapParser } from "./pcap";
import { isPcapng, pcapngParser } from "./pcapng";
import { openSource, ReadingError, type ByteSource, type Part } from "./source";
import { isPcap } from "./variant";

export interface ReadOptions {
  /** Ends the reading; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told after each piece of the file how far the reading is, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** What of a plain capture is read; default: all of it. */
  readonly part?: Part;
}

/** Pieces of half a megabyte are walked fastest, but each costs a turn of the event loop: these take a fifth less for all. */
const pieceLength = 1 << 22;
/** Room before a piece, for the incomplete record at the end of the one before: the longest frame fits. */
const carried = 1 << 19;
const longestRecord = 32 * 1024 * 1024;
const longestFileHeader = 28;
/** Milliseconds. */
const longestTurn = 20;

/**
 * Reads a capture from start to end in constant memory and calls `sink` for each of its IP packets, in file order.
 *
 * Nothing that stands inside the capture throws: what is wrong there is in the counts, and what could be read counts.
 *
 * @param file pcap (any variant that Wireshark knows) or pcapng; plain, gzip or zstd, as its first bytes say; `-` is standard input
 * @param lane takes some frames past the sink
 * @throws InputError when the file is missing, empty, no capture, or of a link type that is not read
 */
export async function readPackets(file: string, sink: PacketSink, options: ReadOptions = {}, lane?: Lane): Promise<ReadingCounts> {
  const source = await openSource(file, options.part);
  const decoder = packetDecoder(sink, lane);
  const fault = await readFrames(file, source, decoder, options, lane);
  return { ...decoder.counts(), fault };
}

/** Reads the source to its end, and closes it. */
async function readFrames(
  file: string,
  source: ByteSource,
  taker: FrameTaker,
  options: ReadOptions,
  lane?: Lane,
): Promise<ReadingCounts["fault"]> {
  const buffer = lane ? (length: number) => lane.buffer(length) : (length: number) => Buffer.allocUnsafe(length);
  // One piece is read while the one before is walked: saves the time of reading, where a second processor is idle.
  const pieces = [buffer(carried + pieceLength), buffer(carried + pieceLength)];
  let parser: FrameParser | null = null;
  let position = 0; // Of the first byte that was not consumed.
  let rest: Buffer = Buffer.alloc(0);
  let reading = source.read(pieces[0], carried, pieceLength);
  const { stopped, forget } = stopping(options.signal);
  let paused = performance.now();
  try {
    for (let turn = 0; ; turn = 1 - turn) {
      // Whoever writes to standard input may be silent for long: that must not delay the end.
      const n = await Promise.race([reading, stopped]);
      // What is decompressed may never have to wait for anything: others get their turn, and a signal can come.
      if (performance.now() - paused > longestTurn) {
        await setImmediate();
        paused = performance.now();
      }
      // What is left of the piece before goes in front of this one, where it fits.
      let bytes = pieces[turn];
      let from = carried - rest.length;
      let to = carried + n;
      if (from >= 0) rest.copy(bytes, from);
      else [bytes, from, to] = [Buffer.concat([rest, bytes.subarray(carried, to)]), 0, rest.length + n];
      if (n > 0) reading = source.read(pieces[1 - turn], carried, pieceLength);
      if (!parser) {
        if (n > 0 && to - from < longestFileHeader) {
          rest = Buffer.from(bytes.subarray(from, to));
          continue;
        }
        const opened: FrameParser & { headerLength?: number } = open(bytes.subarray(from, to), file, taker, lane);
        parser = opened;
        from += opened.headerLength ?? 0;
        position = opened.headerLength ?? 0;
      }
      const consumed = parser.parse(bytes, from, to);
      if (parser.fault) return { file, position: position + parser.fault.offset - from, reason: parser.fault.reason };
      position += consumed - from;
      rest = bytes.subarray(consumed, to);
      options.onProgress?.(source.size > 0 ? Math.min(1, source.taken() / source.size) : 0);
      if (n === 0)
        return rest.length > 0 || parser.unfinished
          ? { file, position, reason: `the last record is cut off after ${rest.length} bytes` }
          : null;
      if (rest.length >= longestRecord) return { file, position, reason: "a record without end" };
    }
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    if (!parser) throw new InputError(`${file}: cannot be decompressed: ${error.message}`);
    return { file, position: position + rest.length, reason: error.message };
  } finally {
    forget();
    await source.close();
    await reading.catch(() => {}); // Nothing may be written into the buffers any more.
  }
}

/** A promise that is rejected when the signal aborts. */
function stopping(signal: AbortSignal | undefined): { stopped: Promise<never>; forget: () => void } {
  let stop: () => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal!.reason as Error);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop);
  });
  stopped.catch(() => {}); // It may be rejected while nobody waits.
  return { stopped, forget: () => signal?.removeEventListener("abort", stop) };
}

function open(head: Buffer, file: string, taker: FrameTaker, lane?: Lane): FrameParser & { headerLength?: number } {
  if (isPcapng(head)) return pcapngParser(taker, lane);
  if (isPcap(head)) return pcapParser(head, file, taker.frame, lane);
  throw new InputError(`${file}: is not a capture (pcap or pcapng): it begins with ${head.subarray(0, 4).toString("hex") || "nothing"}`);
}
