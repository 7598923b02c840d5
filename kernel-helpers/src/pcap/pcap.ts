import { longestFrame, type FrameParser, type FrameSink } from "./format";
import type { Lane } from "./lane";
import { pcapVariant } from "./variant";

/**
 * The classic pcap format: microsecond and nanosecond, both byte orders, and the variants that `pcapVariant` tells.
 *
 * @param head the beginning of the file, with its first records as far as they are there; `parse` must start behind `headerLength`
 * @throws InputError when the header is cut off or its link type is unknown
 */
export function pcapParser(head: Buffer, file: string, sink: FrameSink, lane?: Lane): FrameParser & { readonly headerLength: number } {
  const { headerLength, bigEndian, recordHeader, nanosecondsPerUnit, lengths, layer } = pcapVariant(head, file);
  const word = bigEndian ? bigEndianWord : littleEndianWord;
  if (lengths === "captured first") lane?.records({ bigEndian, recordHeader, nanosecondsPerUnit, layer });
  let fault: FrameParser["fault"] = null;

  return {
    headerLength,
    get fault() {
      return fault;
    },
    parse(bytes, from, to) {
      let at = from;
      for (;;) {
        if (lane) at = lane.walk(bytes, at, to);
        if (at + recordHeader > to) return at;
        let captured = word(bytes, at + 8);
        let wireLength = word(bytes, at + 12);
        if (lengths === "wire first" || (lengths === "smaller is captured" && captured > wireLength)) {
          [captured, wireLength] = [wireLength, captured];
        }
        if (captured > longestFrame) {
          fault = { offset: at, reason: `a record claims ${captured} bytes; more than ${longestFrame} is garbage` };
          return at;
        }
        const start = at + recordHeader;
        if (start + captured > to) return at;
        let seconds = word(bytes, at);
        let nanoseconds = word(bytes, at + 4) * nanosecondsPerUnit;
        if (nanoseconds > 999999999) {
          seconds += Math.floor(nanoseconds / 1e9);
          nanoseconds %= 1e9;
        }
        sink(bytes, layer, seconds, nanoseconds, start, captured, wireLength, 0);
        at = start + captured;
      }
    },
  };
}

/** Shifts, not a DataView, in this loop. The last step makes the number unsigned. */
export const littleEndianWord = (b: Uint8Array, i: number): number => (b[i] | (b[i + 1] << 8) | (b[i + 2] << 16) | (b[i + 3] << 24)) >>> 0;
export const bigEndianWord = (b: Uint8Array, i: number): number => ((b[i] << 24) | (b[i + 1] << 16) | (b[i + 2] << 8) | b[i + 3]) >>> 0;
