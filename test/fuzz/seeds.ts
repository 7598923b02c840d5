import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { frame, pcap, pcapngSection } from "../pcap/files";
import { cooked, cooked2, ethernet, ipv4, ipv6, mpls, pppoe, snap, vlan } from "../pcap/packets";

const longest = 6000;

/** Small captures of every format and compression. */
export function seeds(captures: string): Buffer[] {
  const real = readdirSync(captures)
    .filter((name) => /\.p?cap(ng)?$/.test(name))
    .map((name) => readFileSync(join(captures, name)).subarray(0, longest));
  const packets = [
    ipv4("10.0.0.1", "10.0.0.2", 40, { words: 6 }),
    ipv6("fd00::1", "fd00::2", 30),
    ipv4("10.0.0.2", "10.0.0.1", 8, { totalLength: 0 }),
  ];
  const wraps = [
    (packet: Buffer) => ethernet(packet),
    (packet: Buffer) => ethernet(vlan(vlan(packet), 0x8100), 0x88a8),
    (packet: Buffer) => ethernet(mpls(packet, 2), 0x8847),
    (packet: Buffer) => ethernet(pppoe(packet), 0x8864),
    (packet: Buffer) => ethernet(snap(packet), snap(packet).length),
  ];
  // Each pair comes back, so that the quick way through the loops is taken as well.
  const frames = Array.from({ length: 40 }, (_, i) =>
    frame(1700000000 + (i >> 3), i * 1000, wraps[i < 20 ? 0 : i % wraps.length](packets[i % packets.length])),
  );
  const made = [
    pcap(frames),
    pcap(frames, { order: "BE", nanoseconds: false }),
    pcap(frames, { kuznetzov: true }),
    pcap(
      frames.map((one, i) => frame(one.seconds, i, cooked(packets[i % 3]))),
      { linkType: 113 },
    ),
    pcap(
      frames.map((one, i) => frame(one.seconds, i, cooked2(packets[i % 3]))),
      { linkType: 276 },
    ),
    pcap(
      frames.map((one, i) => frame(one.seconds, i, packets[i % 3])),
      { linkType: 101 },
    ),
    pcapngSection(frames, [{ resolution: 9 }, { offset: 1_600_000_000, resolution: 0x80 | 20 }, {}]),
    Buffer.concat([pcapngSection(frames.slice(0, 9), [{}], "BE"), pcapngSection(frames.slice(9, 20), [{}, {}], "LE")]),
  ];
  const plain = [...real, ...made];
  const compressed = made.flatMap((bytes) => [gzipSync(bytes), execFileSync("zstd", ["-c", "-q"], { input: bytes })]);
  return [...plain, ...compressed];
}
