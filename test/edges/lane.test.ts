import { describe, expect, test } from "vitest";
import type { EdgeOptions } from "../../kernel-helpers/src/edges/options";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EdgeTable } from "../../kernel-helpers/src/edges/table";
import type { EntityInterval } from "../../kernel-helpers/src/runfolder/entity";
import { type Frame, fileOf, frame, pcap, pcapngSection } from "../pcap/files";
import { cooked, cooked2, ethernet, ipv4, ipv6, loopback, mpls, snap, vlan } from "../pcap/packets";
import { draws } from "../pcap/random";

// Most packets of a capture pass through the loops of kernel-helpers/assembly; where a ledger is given, none does. Both must see the same.

const start = 1700000040;

/** All that a table tells, row by row. */
const all = (edges: EdgeTable): object => ({
  counts: edges.counts,
  nodes: edges.nodes,
  rows: [...edges].map(({ granularity, window, source, destination, frames, bytes, wireBytes }) =>
    [granularity, window, source, destination, frames, bytes, wireBytes].join(" "),
  ),
});

async function expectTheSame(files: readonly string[], options: EdgeOptions = {}): Promise<void> {
  const captures = files.map((file, i) => ({ file, network: `n${i}` }));
  const quick = await readEdges(captures, { every: [1, 1.5, 60], ...options });
  expect(all(quick)).toEqual(all(await readEdges(captures, { every: [1, 1.5, 60], ...options, ledger: [] })));
  expect(quick.rowCount).toBeGreaterThan(0);
}

/** Packets of some hosts, each with something of its own; a few are odd, and some come late. */
function packets(seed: number, count: number, wrap: (packet: Buffer) => Buffer): Frame[] {
  const { whole, bytes, pick } = draws(seed);
  let time = 0;
  return Array.from({ length: count }, () => {
    const payload = bytes(whole(8, 60));
    const [a, b] = [whole(1, 30), whole(1, 30)];
    const packet = pick([
      () => ipv4(`10.0.${a % 3}.${a}`, `10.0.0.${b}`, payload, { protocol: 6 }),
      () => ipv4(`10.0.${a % 3}.${a}`, `10.0.0.${b}`, payload, { protocol: 17, words: whole(5, 7) }),
      () => ipv6(`fd00::${a}`, `fd00::1:${b}`, payload),
      () =>
        whole(0, 9) > 0 ? ipv4("10.0.0.1", pick(["224.0.0.1", "255.255.255.255", "10.0.0.2"]), payload) : oddPacket(whole(0, 5), payload),
    ])();
    time += whole(0, 20_000_000);
    const at = Math.max(0, time - (whole(0, 30) === 0 ? whole(0, 3_000_000_000) : 0));
    const data = wrap(packet);
    const cut = whole(0, 20) === 0 ? data.subarray(0, whole(0, data.length)) : data;
    return frame(start + Math.floor(at / 1e9), at % 1e9, cut, data.length + pick([0, 0, 0, 4]));
  });
}

function oddPacket(kind: number, payload: Buffer): Buffer {
  switch (kind) {
    case 0:
      return ipv4("10.0.0.1", "10.0.0.2", payload, { totalLength: 0 });
    case 1:
      return ipv4("10.0.0.1", "10.0.0.2", payload, { totalLength: 9000 });
    case 2:
      return ipv4("10.0.0.1", "10.0.0.2", payload, { words: 4 });
    case 3:
      return ipv6("fd00::1", "fd00::2", payload, { payloadLength: 0 });
    case 4:
      return ipv6("fd00::1", "fd00::2", payload, { payloadLength: 0, next: 59 });
    default:
      return payload;
  }
}

const count = 3000;
const twoTags = (packet: Buffer): Buffer => ethernet(vlan(vlan(packet), 0x8100), 0x88a8);
const mixed = (packet: Buffer): Buffer =>
  [ethernet, twoTags, (one: Buffer) => ethernet(vlan(one), 0x8100), (one: Buffer) => ethernet(mpls(one, 1), 0x8847)][packet.length % 4](
    packet,
  );
const swapped = (packet: Buffer): Buffer => ethernet(packet, packet[0] >> 4 === 4 ? 0x86dd : 0x0800);

const captures: [string, () => Buffer][] = [
  ["Ethernet", () => pcap(packets(1, count, (one) => ethernet(one)))],
  [
    "Ethernet in microseconds, big-endian",
    () =>
      pcap(
        packets(2, count, (one) => ethernet(one)),
        { order: "BE", nanoseconds: false },
      ),
  ],
  [
    "Ethernet with Kuznetzov's headers",
    () =>
      pcap(
        packets(3, count, (one) => ethernet(one)),
        { kuznetzov: true },
      ),
  ],
  ["VLAN, QinQ and MPLS", () => pcap(packets(4, count, mixed))],
  ["types that name the other version", () => pcap(packets(5, count, (one) => (one.length % 3 ? ethernet(one) : swapped(one))))],
  ["LLC and SNAP", () => pcap(packets(6, count, (one) => ethernet(snap(one), snap(one).length)))],
  [
    "Linux cooked 1",
    () =>
      pcap(
        packets(7, count, (one) => cooked(one)),
        { linkType: 113 },
      ),
  ],
  [
    "Linux cooked 2",
    () =>
      pcap(
        packets(8, count, (one) => cooked2(one)),
        { linkType: 276 },
      ),
  ],
  [
    "loopback",
    () =>
      pcap(
        packets(9, count, (one) => loopback(one, one.length % 2 ? "LE" : "BE")),
        { linkType: 0 },
      ),
  ],
  [
    "OpenBSD's loopback",
    () =>
      pcap(
        packets(10, count, (one) => loopback(one, one.length % 2 ? "LE" : "BE")),
        { linkType: 108 },
      ),
  ],
  [
    "raw IP",
    () =>
      pcap(
        packets(11, count, (one) => one),
        { linkType: 101 },
      ),
  ],
  [
    "IPv4 only",
    () =>
      pcap(
        packets(12, count, (one) => one),
        { linkType: 228 },
      ),
  ],
  [
    "IPv6 only",
    () =>
      pcap(
        packets(13, count, (one) => one),
        { linkType: 229 },
      ),
  ],
  ["pcapng", () => pcapngSection(packets(14, count, (one) => ethernet(one)))],
  [
    "pcapng of several interfaces and resolutions",
    () =>
      pcapngSection(
        packets(15, count, (one) => ethernet(one)),
        [{}, { resolution: 9 }, { resolution: 0x80 | 9 }, { resolution: 0x80 | 20 }, { offset: 5 }, { linkType: 101 }],
        "BE",
      ),
  ],
  [
    "pcapng of several sections",
    () =>
      Buffer.concat([
        pcapngSection(
          packets(16, count, (one) => cooked(one)),
          [{ linkType: 113, resolution: 9 }],
          "BE",
        ),
        pcapngSection(
          packets(17, count, (one) => ethernet(vlan(one), 0x8100)),
          [{}, {}],
        ),
      ]),
  ],
];

const entities: EntityInterval[] = Array.from({ length: 12 }, (_, i) => ({
  network: "",
  address: i < 9 ? `10.0.0.${i + 1}` : `fd00::${i}`,
  entity: `web.${i % 5}`,
  service: i % 2 === 0 ? "web" : "db",
  kind: "instance",
  from: i % 3 === 0 ? start + 10 : 0,
  to: null,
}));

describe.each(captures)("%s", (_, bytes) => {
  test("gives the same edges in the quick lane and on the general way", async () => {
    const file = fileOf(bytes());
    await expectTheSame([file]);
    await expectTheSame([file], { align: "first" });
  });

  test("gives the same edges of entities, and within a given time", async () => {
    const file = fileOf(bytes());
    await expectTheSame([file], { entities, level: "service", origin: start + 2, until: start + 25.5 });
    await expectTheSame([file], { entities, level: "instance", special: "keep" });
  });
});

test("captures of several networks give the same edges in the quick lane", async () => {
  const files = [captures[0], captures[6], captures[13]].map(([, bytes]) => fileOf(bytes()));
  await expectTheSame(files);
  await expectTheSame(files, { entities, level: "service" });
});

test("a simple packet behind packets in the quick lane has the time of the last one", async () => {
  const data = ethernet(ipv4("10.0.0.1", "10.0.0.2", Buffer.from("0123456789ab")));
  const frames = [0, 5, 3].map((second) => frame(start + second, 7000, data));
  const simple = Buffer.alloc(16 + data.length + (-data.length & 3));
  simple.writeUInt32LE(3, 0);
  simple.writeUInt32LE(simple.length, 4);
  simple.writeUInt32LE(data.length, 8);
  simple.set(data, 12);
  simple.writeUInt32LE(simple.length, simple.length - 4);
  const edges = await readEdges([{ file: fileOf(Buffer.concat([pcapngSection(frames), simple])) }], { every: [1, 10] });
  expect([...edges.every(1)].map(({ window, frames: n }) => [window, n])).toEqual([
    [0, 1],
    [3, 2],
    [5, 1],
  ]);
});

test("sums of one window beyond 32 bits are exact", async () => {
  // 5000 frames that claim nearly 4 GiB each on the wire: 2.1e13 bytes, where the rows of the loops hold 4.3e9.
  const claimed = 0xfffffff0;
  const frames = Array.from({ length: 5000 }, (_, i) => frame(start, i, ethernet(ipv4("10.0.0.1", "10.0.0.2", 100)), claimed));
  const late = [frame(start - 1, 0, frames[0].data, claimed), frame(start - 1, 1, frames[0].data, claimed)];
  const edges = await readEdges([{ file: fileOf(pcap([...frames, ...late])) }], { every: [1, 10] });
  expect([...edges.every(10)].map(({ frames: n, bytes, wireBytes }) => [n, bytes, wireBytes])).toEqual([
    [2, 240, 2 * claimed],
    [5000, 5000 * 120, 5000 * claimed],
  ]);
  expect([...edges.every(1)].map(({ wireBytes }) => wireBytes)).toEqual([2 * claimed, 5000 * claimed]);
});
