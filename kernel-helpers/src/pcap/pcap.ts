import { InputError } from "../config/error";
import { longestFrame, type FrameParser, type FrameSink } from "./format";
import { linkLayer } from "./link/types";

const fileHeader = 24;

/** Magic numbers of pcap, as read in the file's own byte order. Kuznetzov's has eight more bytes in each record's header. */
const variants = new Map([
  [0xa1b2c3d4, { nanosecondsPerUnit: 1000, recordHeader: 16 }],
  [0xa1b23c4d, { nanosecondsPerUnit: 1, recordHeader: 16 }],
  [0xa1b2cd34, { nanosecondsPerUnit: 1000, recordHeader: 24 }],
]);

/** Whether the first four bytes are those of a pcap file, in either byte order. */
export function isPcap(head: Buffer): boolean {
  return head.length >= 4 && (variants.has(head.readUInt32LE(0)) || variants.has(head.readUInt32BE(0)));
}

/**
 * The classic pcap format: microsecond and nanosecond, both byte orders.
 *
 * @param head at least the first 24 bytes of the file; `parse` must start behind them.
 * @throws InputError when the header is cut off or its link type is unknown
 */
export function pcapParser(head: Buffer, file: string, sink: FrameSink): FrameParser & { readonly headerLength: number } {
  if (head.length < fileHeader) throw new InputError(`${file}: ends within its pcap file header (${head.length} of 24 bytes)`);
  const little = variants.has(head.readUInt32LE(0));
  const { nanosecondsPerUnit, recordHeader } = variants.get(little ? head.readUInt32LE(0) : head.readUInt32BE(0))!;
  // The upper half of the field holds flags on the frame check sequence.
  const linkType = (little ? head.readUInt32LE(20) : head.readUInt32BE(20)) & 0xffff;
  const layer = linkLayer(linkType);
  if (!layer) throw new InputError(`${file}: link type ${linkType} is not read (Ethernet, Linux cooked, loopback, PPP and raw IP are)`);
  const word = little ? littleEndian : bigEndian;
  let fault: FrameParser["fault"] = null;

  return {
    headerLength: fileHeader,
    get fault() {
      return fault;
    },
    parse(bytes, from, to) {
      let at = from;
      while (at + recordHeader <= to) {
        const captured = word(bytes, at + 8);
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
        sink(bytes, layer, seconds, nanoseconds, start, captured, word(bytes, at + 12), 0);
        at = start + captured;
      }
      return at;
    },
  };
}

/** Shifts, not a DataView, in this loop. The last step makes the number unsigned. */
const littleEndian = (b: Uint8Array, i: number): number => (b[i] | (b[i + 1] << 8) | (b[i + 2] << 16) | (b[i + 3] << 24)) >>> 0;
const bigEndian = (b: Uint8Array, i: number): number => ((b[i] << 24) | (b[i + 1] << 16) | (b[i + 2] << 8) | b[i + 3]) >>> 0;
