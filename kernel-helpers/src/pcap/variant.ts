import { InputError } from "../config/error";
import { longestFrame } from "./format";
import type { LinkLayer } from "./link/layer";
import { linkLayer } from "./link/types";

/** What tells pcap files apart. */
export interface PcapVariant {
  readonly bigEndian: boolean;
  /** Bytes of the file's header, and of each record's. */
  readonly headerLength: number;
  readonly recordHeader: number;
  readonly nanosecondsPerUnit: number;
  /** Which of a record's two lengths is that of the captured bytes. */
  readonly lengths: "captured first" | "wire first" | "smaller is captured";
  readonly layer: LinkLayer;
}

/** What the magic number says. Of several record headers the first records tell which it is. */
const magics = new Map([
  [0xa1b2c3d4, { nanosecondsPerUnit: 1000, headerLength: 24, records: ["plain", "modified", "nokia"] }],
  [0xa1b23c4d, { nanosecondsPerUnit: 1, headerLength: 24, records: ["plain"] }],
  [0xa1b2cd34, { nanosecondsPerUnit: 1000, headerLength: 24, records: ["modified", "padded"] }], // Kuznetzov's
  [0x1c0001ac, { nanosecondsPerUnit: 1, headerLength: 28, records: ["plain"] }], // IXIA's, captured by hardware; with the file's length
  [0x1c0001ab, { nanosecondsPerUnit: 1000, headerLength: 28, records: ["plain"] }], // … by software
] satisfies [number, { nanosecondsPerUnit: number; headerLength: number; records: RecordKind[] }][]);

type RecordKind = "plain" | "modified" | "padded" | "nokia";

/** Modified: an interface, a protocol and a packet type follow (Red Hat 6.1 with the usual magic number). Padded: five bytes more (SuSE 6.3). */
const recordHeaders: Readonly<Record<RecordKind, number>> = { plain: 16, modified: 24, padded: 28, nokia: 20 };

/** AIX writes types of interfaces instead of link layers, and nanoseconds. */
const aixLayers = new Map([
  [6, 1], // Ethernet
  [9, 6], // token ring
  [24, 0], // loopback
]);

const magicOf = (head: Buffer, bigEndian: boolean) => magics.get(bigEndian ? head.readUInt32BE(0) : head.readUInt32LE(0));

/** Whether the first four bytes are those of a pcap file, in either byte order. */
export function isPcap(head: Buffer): boolean {
  return head.length >= 4 && (magicOf(head, false) ?? magicOf(head, true)) !== undefined;
}

/**
 * How a pcap file is to be read, by its header and its first records: as Wireshark's wiretap/libpcap.c does.
 *
 * @throws InputError when the header is cut off or its link type is unknown
 */
export function pcapVariant(head: Buffer, file: string): PcapVariant {
  const bigEndian = magicOf(head, false) === undefined;
  const { headerLength, records, ...magic } = magicOf(head, bigEndian)!;
  if (head.length < headerLength)
    throw new InputError(`${file}: ends within its pcap file header (${head.length} of ${headerLength} bytes)`);
  const half = (at: number): number => (bigEndian ? head.readUInt16BE(at) : head.readUInt16LE(at));
  const word = (at: number): number => (bigEndian ? head.readUInt32BE(at) : head.readUInt32LE(at));
  const [major, minor] = [half(4), half(6)];
  // The upper half of the field holds flags on the frame check sequence.
  const linkType = word(20) & 0xffff;
  const aix = records.length === 3 && major === 2 && minor === 2 ? aixLayers.get(linkType) : undefined;
  const layer = linkLayer(aix ?? linkType);
  if (!layer) throw new InputError(`${file}: link type ${linkType} is not read (Ethernet, Linux cooked, loopback, PPP and raw IP are)`);

  // Version 2.3 brought the order of today, but not every writer of it did.
  const old = major === 543 || (major === 2 && minor < 3);
  const settled = old || (major === 2 && minor === 3) || aix !== undefined;
  const kind =
    settled || records.length === 1 ? records[0] : leastOdd(records, (one) => oddities(head, headerLength, one, word, half, word(16)));
  return {
    bigEndian,
    headerLength,
    recordHeader: recordHeaders[kind],
    nanosecondsPerUnit: aix === undefined ? magic.nanosecondsPerUnit : 1,
    lengths: old ? "wire first" : major === 2 && minor === 3 ? "smaller is captured" : "captured first",
    layer,
  };
}

function leastOdd(kinds: readonly RecordKind[], count: (kind: RecordKind) => number): RecordKind {
  let best: { kind: RecordKind; oddities: number } | null = null;
  for (const kind of kinds) {
    const oddities = count(kind);
    if (!best || oddities < best.oddities) best = { kind, oddities };
  }
  return best!.kind;
}

/** What is odd about the first three records if they have that header. */
function oddities(
  head: Buffer,
  from: number,
  kind: RecordKind,
  word: (at: number) => number,
  half: (at: number) => number,
  snapLength: number,
): number {
  const header = recordHeaders[kind];
  let odd = 0;
  let at = from;
  for (let record = 0; record < 3 && at < head.length; record++) {
    if (at + header > head.length) return odd + 1;
    const [captured, wireLength] = [word(at + 8), word(at + 12)];
    if (word(at + 4) >= 1e6) odd++;
    if (captured > snapLength) odd++;
    if (wireLength > 128 * 1024 * 1024) odd++;
    if (captured > wireLength) odd++;
    // Once: a rewritten file (editcap) has zeros there.
    if (kind === "nokia" && record === 0 && !isNokia(word(at + 16))) odd++;
    if (kind === "modified" || kind === "padded") {
      if (word(at + 16) > 10000) odd++;
      if (!isProtocol(half(at + 20))) odd++;
      if (head[at + 22] > 4) odd++;
    }
    if (captured > longestFrame) return odd + 1;
    at += header + captured;
    if (at > head.length) return odd + 1;
  }
  return odd;
}

/** An EtherType, or one of Linux' own numbers. */
function isProtocol(protocol: number): boolean {
  return protocol >= 0x600 || protocol <= 0x17 || protocol === 0x60 || protocol === 0x200 || protocol === 0x400;
}

/** The pattern that was seen in that field: 0xXfbfYZ0W. */
function isNokia(field: number): boolean {
  const digit = (shift: number): number => (field >>> shift) & 0xf;
  return (
    (field & 0x0fff00f0) >>> 0 === 0x0fbf0000 &&
    [0x9, 0xb].includes(digit(28)) &&
    [0xb, 0xd].includes(digit(12)) &&
    [0x6, 0x9].includes(digit(8)) &&
    [0x1, 0x2].includes(digit(0))
  );
}
