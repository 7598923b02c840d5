import { bigEndian, littleEndian, padded } from "./byteOrder";
import { longestFrame, type FrameParser, type FrameTaker } from "./format";
import type { Lane } from "./lane";
import type { LinkLayer } from "./link/layer";
import { linkLayer, unreadable } from "./link/types";
import { interfaceOptionsOf, missedFrames, packetOptionsOf, walkOptions, type PacketOptions } from "./pcapngOptions";
import { checks, longestChecked } from "./pcapngOther";
import { nanosecondsPerUnit, resolution, type Resolution } from "./resolution";

const sectionHeader = 0x0a0d0d0a;
const interfaceDescription = 1;
const obsoletePacket = 2;
const simplePacket = 3;
const interfaceStatistics = 5;
const enhancedPacket = 6;
const byteOrderMagic = 0x1a2b3c4d;
/** As Wireshark's longest packet and its options. */
const longestBlock = 128 * 1024 * 1024 + 131_072;
const shortestSection = 28;

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
 * resolution and time offset. Simple packet blocks have no time; they get that of the frame before them, the first ones that of the first
 * frame behind them in their section that has any, else 0.
 *
 * What Wireshark calls damaged ends the reading here too: block lengths that differ at both ends, options that do not fit.
 *
 * @see https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html
 */
export function pcapngParser({ frame: sink, missed }: FrameTaker, lane?: Lane): FrameParser {
  let fault: FrameParser["fault"] = null;
  let order = littleEndian;
  let interfaces: CaptureInterface[] = [];
  /** Frames that each interface missed so far. */
  let misses: number[] = [];
  /** Bytes of a block that are passed over, as they come. */
  let unread = 0;
  /** Time of the last frame, and whether any frame has told one. */
  const time = { seconds: 0, nanoseconds: 0 };
  let isTimed = false;
  const options: PacketOptions = { direction: 0, wrong: null };

  function readTime(bytes: Buffer, body: number, from: CaptureInterface): void {
    from.resolution(order.word(bytes, body + 4), order.word(bytes, body + 8), time);
    time.seconds += from.offset;
    isTimed = true;
  }

  /** The number of the interface of an enhanced or an obsolete packet block; -1 of other blocks. */
  const interfaceOf = (bytes: Buffer, type: number, body: number): number =>
    type === enhancedPacket ? order.word(bytes, body) : type === obsoletePacket ? order.half(bytes, body) : -1;

  /** Takes the time of the first packet block from `at` on that has one. */
  function lookForTime(bytes: Buffer, at: number, to: number): void {
    while (!isTimed && at + 28 <= to) {
      const [type, length] = [order.word(bytes, at), order.word(bytes, at + 4)];
      if (type === sectionHeader || length < 12) break;
      const from = interfaces[interfaceOf(bytes, type, at + 8)];
      if (from) readTime(bytes, at + 8, from);
      at += padded(length);
    }
    isTimed = true;
  }

  /** Reads an enhanced or an obsolete packet block with the given body; returns what is wrong with it, or null. */
  function packet(bytes: Buffer, id: number, body: number, end: number): string | null {
    if (body + 20 > end) return tooShort;
    const from = interfaces[id];
    if (!from) return `a packet names interface ${id} of ${interfaces.length}`;
    const captured = order.word(bytes, body + 12);
    const start = body + 20;
    if (captured > longestFrame || start + captured > end) return `a packet block claims ${captured} bytes, more than it holds`;
    packetOptionsOf(bytes, start + padded(captured), end, order, options);
    if (options.wrong) return options.wrong;
    readTime(bytes, body, from);
    const point = (id + 1) * 4 + options.direction;
    sink(bytes, from.layer, time.seconds, time.nanoseconds, start, captured, order.word(bytes, body + 16), point);
    return null;
  }

  /** The packet is as long as the wire's, the snap length and the block say: they must not differ. */
  function simple(bytes: Buffer, body: number, end: number): string | null {
    if (body + 4 > end) return tooShort;
    if (interfaces.length === 0) return "a packet names interface 0 of 0";
    const [{ layer, snapLength }] = interfaces;
    const wireLength = order.word(bytes, body);
    const captured = Math.min(wireLength, snapLength || wireLength);
    if (captured > longestFrame || body + 4 + padded(captured) !== end) return `a packet of ${captured} bytes does not fill its block`;
    sink(bytes, layer, time.seconds, time.nanoseconds, body + 4, captured, wireLength, 4);
    return null;
  }

  function describe(bytes: Buffer, body: number, end: number): string | null {
    if (body + 8 > end) return "an interface description is too short";
    const told = interfaceOptionsOf(bytes, body + 8, end, order);
    if (typeof told === "string") return told;
    const layer = linkLayer(order.half(bytes, body)) ?? unreadable;
    lane?.describe(layer, told.offset === 0 ? nanosecondsPerUnit(told.resolution) : 0);
    interfaces.push({
      layer,
      snapLength: order.word(bytes, body + 4),
      resolution: resolution(told.resolution),
      offset: told.offset,
    });
    return null;
  }

  function section(bytes: Buffer, body: number, end: number): string | null {
    if (end - body < shortestSection - 12) return "a section header is too short";
    const [major, minor] = [order.half(bytes, body + 4), order.half(bytes, body + 6)];
    if (major !== 1 || (minor !== 0 && minor !== 2)) return `a section has version ${major}.${minor}, which is not known`;
    interfaces = [];
    misses = [];
    lane?.section(order === bigEndian);
    return walkOptions(bytes, body + 16, end, order);
  }

  function statistics(bytes: Buffer, body: number, end: number): string | null {
    if (end - body < 12) return "statistics are too short";
    const id = order.word(bytes, body);
    const told = missedFrames(bytes, body + 12, end, order);
    if (typeof told === "string") return told;
    missed(Math.max(0, told - (misses[id] ?? 0))); // They count from the beginning.
    misses[id] = Math.max(told, misses[id] ?? 0);
    return null;
  }

  /** Reads the block with the given body; returns what is wrong with it, or null. */
  function block(bytes: Buffer, type: number, body: number, end: number): string | null {
    switch (type) {
      case enhancedPacket:
      case obsoletePacket:
        return packet(bytes, interfaceOf(bytes, type, body), body, end);
      case simplePacket:
        return simple(bytes, body, end);
      case interfaceDescription:
        return describe(bytes, body, end);
      case interfaceStatistics:
        return statistics(bytes, body, end);
      case sectionHeader:
        return section(bytes, body, end);
      default:
        return checks.get(type)?.(bytes, body, end, order) ?? null;
    }
  }

  function stop(offset: number, reason: string): number {
    fault = { offset, reason };
    return offset;
  }

  return {
    get fault() {
      return fault;
    },
    get unfinished() {
      return unread > 0;
    },
    parse(bytes, from, to) {
      let at = Math.min(to, from + unread);
      unread -= at - from;
      for (;;) {
        const next = lane?.walk(bytes, at, to) ?? at;
        if (lane && next > at) {
          [time.seconds, time.nanoseconds] = lane.last;
          isTimed = true;
        }
        at = next;
        if (at + 12 > to) return at;
        const type = order.word(bytes, at);
        if (type === sectionHeader) {
          const [little, big] = [littleEndian.word(bytes, at + 8), bigEndian.word(bytes, at + 8)];
          if (little !== byteOrderMagic && big !== byteOrderMagic) return stop(at, "a section header without byte order");
          order = little === byteOrderMagic ? littleEndian : bigEndian;
        }
        const told = order.word(bytes, at + 4);
        if (told < 12 || told > longestBlock) return stop(at, `a block claims ${told} bytes`);
        const length = padded(told);
        if (length > longestChecked) {
          unread = length - Math.min(length, to - at);
          return at + length - unread;
        }
        if (at + length > to) return at;
        if (type === simplePacket && !isTimed) lookForTime(bytes, at, to);
        const end = at + length - 4;
        const wrong =
          padded(order.word(bytes, end)) === length
            ? block(bytes, type, at + 8, end)
            : "a block's lengths at its beginning and its end differ";
        if (wrong) return stop(at, wrong);
        at += length;
      }
    },
  };
}

const tooShort = "a packet block is too short";
