import { expect, test } from "vitest";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { pairsOf } from "../edges/pairs";
import { pairsByTshark } from "../oracle/tshark";
import { type Frame, fileOf, frame, pcap, pcapngSection } from "./files";
import { cooked, cooked2, ethernet, ipv4, ipv6, loopback, mpls, pppoe, pppProtocol, snap, vlan } from "./packets";
import { draws } from "./random";

type Wrap = (packet: Buffer, draw: ReturnType<typeof draws>) => Buffer;

const length = (bytes: Buffer): number => bytes.length;

/** Ways in which a link layer carries IP, and things that are none. */
const ethernets: Wrap[] = [
  (packet) => ethernet(packet),
  (packet) => ethernet(vlan(packet), 0x8100),
  (packet) => ethernet(vlan(vlan(packet), 0x8100), 0x88a8),
  (packet) => ethernet(vlan(vlan(vlan(packet), 0x8100), 0x8100), 0x9100),
  (packet, { whole }) => ethernet(mpls(packet, whole(1, 3)), 0x8847),
  (packet) => ethernet(vlan(mpls(packet, 1), 0x8847), 0x8100),
  (packet) => ethernet(pppoe(packet), 0x8864),
  (packet) => ethernet(snap(packet), length(snap(packet))),
  (packet) =>
    ethernet(
      Buffer.concat([Buffer.from([0, 0, 0, 0, 0x08, 0x00]), packet])
        .fill(packet[0] >> 4 === 6 ? 0x86 : 0x08, 4, 5)
        .fill(packet[0] >> 4 === 6 ? 0xdd : 0, 5, 6),
      0x8926,
    ),
  (packet) => ethernet(Buffer.concat([Buffer.alloc(4), ethernet(packet)]), 0x88e7),
  (packet, { pick }) => {
    const options = pick([0, 1, 2, 9]);
    const trill = Buffer.concat([Buffer.from([options >> 2, (options & 3) << 6, 0, 1, 0, 2]), Buffer.alloc(options * 4)]);
    return ethernet(
      Buffer.concat([trill, pick([ethernet(packet), ethernet(vlan(packet), 0x8100), ethernet(snap(packet), length(snap(packet)))])]),
      0x22f3,
    );
  },
  (packet) => ethernet(packet, 0x88cc),
  (packet) => ethernet(packet, 0x0806),
];

const layers: Record<string, { linkType: number; wraps: Wrap[] }> = {
  Ethernet: { linkType: 1, wraps: ethernets },
  "BSD loopback": {
    linkType: 0,
    wraps: [
      (packet) => loopback(packet, "LE"),
      (packet) => loopback(packet, "BE"),
      (packet) => loopback(packet, "LE", packet[0] >> 4 === 6 ? 24 : 2),
    ],
  },
  "OpenBSD loopback": { linkType: 108, wraps: [(packet) => loopback(packet, "BE", packet[0] >> 4 === 6 ? 24 : 2)] },
  "Cisco HDLC as PPP": { linkType: 50, wraps: [(packet) => Buffer.concat([Buffer.from([0x0f, 0]), ethernet(packet).subarray(12)])] },
  PPP: { linkType: 9, wraps: [(packet) => pppProtocol(packet), (packet) => Buffer.concat([Buffer.from([0xff, 3]), pppProtocol(packet)])] },
  "PPP in HDLC": { linkType: 50, wraps: [(packet) => Buffer.concat([Buffer.from([0xff, 3]), pppProtocol(packet)])] },
  FDDI: {
    linkType: 10,
    wraps: [(packet, { pick }) => Buffer.concat([Buffer.from([pick([0x50, 0x57, 0x5f, 0x40, 0xd0])]), Buffer.alloc(12), snap(packet)])],
  },
  "token ring": {
    linkType: 6,
    wraps: [
      (packet, { pick }) => Buffer.concat([Buffer.from([0x10, pick([0x40, 0x40, 0x00, 0x80])]), Buffer.alloc(12), snap(packet)]),
      (packet) => Buffer.concat([Buffer.from("1040000000000000800000000000063000100020", "hex"), snap(packet)]),
    ],
  },
  "PPP over Ethernet": { linkType: 51, wraps: [(packet) => pppoe(packet)] },
  "Cisco HDLC": { linkType: 104, wraps: [(packet) => Buffer.concat([Buffer.from([0x0f, 0]), ethernet(packet).subarray(12)])] },
  "raw IP": { linkType: 101, wraps: [(packet) => packet] },
  "raw IP as 12": { linkType: 12, wraps: [(packet) => packet] },
  "raw IP as 14": { linkType: 14, wraps: [(packet) => packet] },
  "Linux cooked": {
    linkType: 113,
    wraps: [(packet) => cooked(packet), (packet) => cooked(vlan(packet), 0x8100), (packet) => cooked(packet, 0x0806)],
  },
  "Linux cooked v2": { linkType: 276, wraps: [(packet) => cooked2(packet), (packet) => cooked2(vlan(packet), 0x8100)] },
};

function randomFrames(seed: number, wraps: readonly Wrap[], count: number): Frame[] {
  const draw = draws(seed);
  const { whole, pick } = draw;
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [whole(1, 6), whole(1, 6)];
    const size = pick([0, 1, 5, 40, 400, 1400]);
    const packet =
      whole(0, 1) === 0
        ? ipv4(`10.0.${a}.1`, `10.0.${b}.2`, size, { words: pick([5, 5, 5, 6, 15]) })
        : ipv6(`fd00:${a}::1`, `fd00::${b}:2`, size + 1);
    const framed = pick(wraps)(packet, draw);
    // Whole headers are kept: tshark loses the destination where the snap length cuts IP options off.
    const kept = whole(0, 9) === 0 ? framed.subarray(0, whole(120, 200)) : framed;
    return frame(1700000000 + whole(0, 1000), i * 1000, kept, framed.length);
  });
}

test.each(Object.entries(layers))("%s: random frames give the pairs that tshark sees", async (name, { linkType, wraps }) => {
  const file = fileOf(pcap(randomFrames(name.length * 1000 + linkType, wraps, 400), { linkType }));
  const pairs = pairsOf(await readEdges([{ file }], { every: 3600 }));
  expect(pairs.length).toBeGreaterThan(30);
  expect(pairs).toEqual(pairsByTshark(file));
});

test("pcapng with interfaces of several link types gives the pairs that tshark sees", async () => {
  const frames = randomFrames(7, [(packet) => packet], 300).map((one, i) => {
    const packet =
      one.data.length === one.wireLength ? one.data : Buffer.concat([one.data, Buffer.alloc(one.wireLength! - one.data.length)]);
    const data = [ethernet, cooked, (bytes: Buffer) => bytes][i % 3](packet);
    return { ...one, data, wireLength: data.length };
  });
  const sections = [
    pcapngSection(frames, [{ linkType: 1 }, { linkType: 113, resolution: 9 }, { linkType: 101 }], "BE"),
    pcapngSection(frames, [{}, { linkType: 113 }, { linkType: 101 }]),
  ];
  const file = fileOf(Buffer.concat(sections), "capture.pcapng");
  const pairs = pairsOf(await readEdges([{ file }], { every: 3600 }));
  expect(pairs.length).toBeGreaterThan(30);
  expect(pairs).toEqual(pairsByTshark(file));
});

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
/** An address that tells the number. */
const of = (number: number): Buffer => ipv4(`10.${number >> 8}.${number & 255}.1`, "203.0.113.9", 30);

// Of PPP those of two bytes, without those of compressed headers (2f, 61), which a reader of IP alone cannot put together.
const everyNumber: Record<string, { linkType: number; frames: Buffer[] }> = {
  "PPP protocols": {
    linkType: 9,
    frames: numbers(65536)
      .filter((i) => ((i >> 8) & 1) === 0 && i !== 0x2f && i !== 0x61)
      .map((i) => Buffer.concat([u16(i), i === 0x281 || i === 0x283 ? mpls(of(i), 2) : of(i)])),
  },
  "bytes before a PPP protocol": { linkType: 50, frames: numbers(256).map((i) => Buffer.concat([u16(0xff00 | i), u16(0x21), of(i)])) },
  "loopback families of either byte order": {
    linkType: 0,
    frames: numbers(4096).flatMap((i) => [
      Buffer.concat([u16(i).swap16(), u16(0), of(i)]),
      Buffer.concat([u16(0), u16(i), of(i | 0x8000)]),
      Buffer.concat([u16(i), u16(0), of(i | 0x4000)]),
    ]),
  },
  "LLC access points": {
    linkType: 1,
    frames: numbers(1024).map((i) => ethernet(Buffer.concat([u16(i * 64 + (i & 7)), Buffer.from([3]), of(i)]), 53)),
  },
};

test.each(Object.entries(everyNumber))("of all %s those carry IP that tshark sees", async (_, { linkType, frames }) => {
  const file = fileOf(
    pcap(
      frames.map((data) => frame(1700000000, 0, data)),
      { linkType },
    ),
  );
  const pairs = pairsOf(await readEdges([{ file }], { every: 3600 }));
  expect(pairs.length).toBeGreaterThan(1);
  expect(pairs).toEqual(pairsByTshark(file));
});
