import { longestFrame, type FrameParser, type FrameSink } from "./format";
import type { LinkLayer } from "./link/layer";
import { linkLayer, unreadable } from "./link/types";
import { resolution, type Resolution } from "./resolution";

const sectionHeader = 0x0a0d0d0a;
const interfaceDescription = 1;
const obsoletePacket = 2;
const simplePacket = 3;
const enhancedPacket = 6;
const byteOrderMagic = 0x1a2b3c4d;
const longestBlock = 16 * 1024 * 1024;

interface CaptureInterface {
  readonly layer: LinkLayer;
  readonly snapLength: number;
  readonly resolution: Resolution;
  /** Seconds that are added to every time stamp. */
  readonly offset: number;
}

export function isPcapng(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32LE(0) === sectionHeader;
}

/**
 * pcapng: any number of sections, in either byte order, each with its own interfaces, which have their own link type, time
 * resolution and time offset. Simple packet blocks have no time; they get that of the frame before them (0 at the start).
 *
 * @see https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html
 */
export function pcapngParser(sink: FrameSink): FrameParser {
  let fault: FrameParser["fault"] = null;
  let little = true;
  let interfaces: CaptureInterface[] = [];
  const time = { seconds: 0, nanoseconds: 0 };

  const word = (bytes: Buffer, at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const half = (bytes: Buffer, at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));

  /** Hands on a frame whose data begins at `start` in the block body that ends at `end`; says what is wrong otherwise. */
  function frame(
    bytes: Buffer,
    id: number,
    start: number,
    captured: number,
    wireLength: number,
    end: number,
    options = true,
  ): string | null {
    const from = interfaces[id];
    if (!from) return `a packet names interface ${id} of ${interfaces.length}`;
    if (captured > longestFrame || start + captured > end) return `a packet block claims ${captured} bytes, more than it holds`;
    const direction = options ? directionOf(bytes, start + padded(captured), end) : 0;
    const point = (id + 1) * 4 + direction;
    sink(bytes, from.layer, time.seconds, time.nanoseconds, start, captured, wireLength, point);
    return null;
  }

  function stamp(bytes: Buffer, id: number, at: number): void {
    const from = interfaces[id];
    if (!from) return;
    from.resolution(word(bytes, at), word(bytes, at + 4), time);
    time.seconds += from.offset;
  }

  /** Reads the block with the given body; returns what is wrong with it, or null. */
  function block(bytes: Buffer, type: number, body: number, end: number): string | null {
    switch (type) {
      case interfaceDescription:
        if (body + 8 > end) return "an interface description is too short";
        interfaces.push(describe(bytes, body, end));
        return null;
      case enhancedPacket: {
        if (body + 20 > end) return "a packet block is too short";
        const id = word(bytes, body);
        stamp(bytes, id, body + 4);
        return frame(bytes, id, body + 20, word(bytes, body + 12), word(bytes, body + 16), end);
      }
      case obsoletePacket: {
        if (body + 20 > end) return "a packet block is too short";
        const id = half(bytes, body);
        stamp(bytes, id, body + 4);
        return frame(bytes, id, body + 20, word(bytes, body + 12), word(bytes, body + 16), end);
      }
      case simplePacket: {
        if (body + 4 > end) return "a packet block is too short";
        const wireLength = word(bytes, body);
        const limit = interfaces[0]?.snapLength || wireLength;
        return frame(bytes, 0, body + 4, Math.min(wireLength, limit, end - body - 4), wireLength, end, false);
      }
      default:
        return null;
    }
  }

  /** Of the flags in the options behind a packet: 1 inbound, 2 outbound, 0 not told. */
  function directionOf(bytes: Buffer, at: number, end: number): number {
    while (at + 8 <= end) {
      const [code, length] = [half(bytes, at), half(bytes, at + 2)];
      if (code === 2 && length === 4) return (word(bytes, at + 4) & 3) % 3;
      if (code === 0) return 0;
      at += 4 + padded(length);
    }
    return 0;
  }

  function describe(bytes: Buffer, body: number, end: number): CaptureInterface {
    let resolutionByte = 6;
    let offset = 0;
    for (let at = body + 8; at + 4 <= end;) {
      const [code, length] = [half(bytes, at), half(bytes, at + 2)];
      if (code === 0 || at + 4 + length > end) break;
      if (code === 9 && length >= 1) resolutionByte = bytes[at + 4];
      if (code === 14 && length >= 8) offset = Number(little ? bytes.readBigInt64LE(at + 4) : bytes.readBigInt64BE(at + 4));
      at += 4 + padded(length);
    }
    return {
      layer: linkLayer(half(bytes, body)) ?? unreadable,
      snapLength: word(bytes, body + 4),
      resolution: resolution(resolutionByte),
      offset,
    };
  }

  return {
    get fault() {
      return fault;
    },
    parse(bytes, from, to) {
      let at = from;
      while (at + 12 <= to) {
        const isSection = bytes.readUInt32LE(at) === sectionHeader;
        if (isSection) {
          const magic = bytes.readUInt32LE(at + 8);
          if (magic !== byteOrderMagic && bytes.readUInt32BE(at + 8) !== byteOrderMagic) {
            fault = { offset: at, reason: "a section header without byte order" };
            return at;
          }
          little = magic === byteOrderMagic;
        }
        const length = word(bytes, at + 4);
        if (length < 12 || length > longestBlock) {
          fault = { offset: at, reason: `a block claims ${length} bytes` };
          return at;
        }
        if (at + padded(length) > to) return at;
        if (isSection) interfaces = [];
        const wrong = isSection ? null : block(bytes, word(bytes, at), at + 8, at + length - 4);
        if (wrong) {
          fault = { offset: at, reason: wrong };
          return at;
        }
        at += padded(length);
      }
      return at;
    },
  };
}

/** Blocks and options fill up to four bytes. */
const padded = (length: number): number => (length + 3) & ~3;
