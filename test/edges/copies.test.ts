import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../kernel-helpers/src/config/error";
import type { CaptureFile, EdgeOptions } from "../../kernel-helpers/src/edges/options";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EntityInterval } from "../../kernel-helpers/src/runfolder/entity";
import { type Frame, fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4, ipv6 } from "../pcap/packets";
import { draws } from "../pcap/random";
import { pairsOf } from "./pairs";

// One exchange of packets, captured at every point of its way; make.py there tells how. From the point of A, which sees all of it, once.
const captured = (name: string): string => join(__dirname, "../captures/copies", name);
const [atA, atBridge, atRouter] = ["a.pcap", "br0.pcap", "br1.pcap"].map(captured);

const read = (files: readonly (string | CaptureFile)[], options: EdgeOptions = {}) =>
  readEdges(
    files.map((file) => (typeof file === "string" ? { file } : file)),
    { every: 60, ...options },
  );
const refused = async (files: readonly (string | CaptureFile)[], options: EdgeOptions = {}) => {
  const error = await read(files, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message;
};

describe("captures of which two points saw the same packets", () => {
  test("are refused, and both are named", async () => {
    const message = await refused([atA, atBridge]);
    expect(message).toMatch(/a\.pcap and \S+br0\.pcap: hold the same packets \(one at 2026-.*--dedup, dedup: true$/);
    expect(message).not.toContain("\n");
  });

  test("are refused also where a router between them lowered the time to live, and where only a part is the same", async () => {
    expect(await refused([atA, atRouter])).toMatch(/hold the same packets/);
    expect(
      await refused([
        { file: atBridge, network: "front" },
        { file: atRouter, network: "back" },
      ]),
    ).toMatch(/hold the same packets/);
  });

  test("are refused when one file is given twice", async () => {
    expect(await refused([atA, atA])).toMatch(/a\.pcap: was given twice/);
  });

  test("count once with dedup, and the number of copies is told", async () => {
    const alone = await read([atA]);
    const edges = await read([atRouter, atA, atBridge, captured("va.pcap"), captured("vc.pcap")], { dedup: true });
    expect(pairsOf(edges)).toEqual(pairsOf(alone));
    expect(edges.counts).toMatchObject({ packets: 208, copies: { packets: 156 } });
    expect(alone.counts).toMatchObject({ packets: 52, copies: { packets: 0, bytes: 0 } });
    const bytes = [atRouter, atBridge, captured("va.pcap"), captured("vc.pcap")].map((file) =>
      read([file]).then((one) => one.totals().bytes),
    );
    expect(edges.counts.copies.bytes).toBe((await Promise.all(bytes)).reduce((a, b) => a + b, 0));
  });
});

describe("a capture of all interfaces", () => {
  test("is refused: it holds three copies of what crosses a bridge, and four of what goes through a router", async () => {
    expect(await refused([captured("any.pcap")])).toMatch(/any\.pcap: holds packets several times, as several interfaces saw them/);
    expect(await refused([captured("any-v1.pcap")])).toMatch(/any-v1\.pcap: holds packets several times/);
  });

  test("with dedup has each packet once: the cooked header tells interface and direction", async () => {
    const edges = await read([captured("any.pcap")], { dedup: true });
    const once = pairsOf(await read([atA])).map((pair) => pair.split(" ").slice(0, 4).join(" "));
    expect(pairsOf(edges).map((pair) => pair.split(" ").slice(0, 4).join(" "))).toEqual(once); // Wire bytes have another link header.
    expect(edges.counts.copies.packets).toBe(26 * 2 + 26 * 3);
  });

  test("of version 1 has no interface in its header: what comes twice the same way counts twice", async () => {
    const edges = await read([captured("any-v1.pcap")], { dedup: true });
    expect(edges.counts.copies.packets).toBeGreaterThan(26 * 2);
    expect(edges.totals().frames).toBe(182 - edges.counts.copies.packets);
  });

  test("as pcapng of several interfaces, as mergecap makes it, is refused and de-duplicated too", async () => {
    const merged = fileOf(Buffer.alloc(0), "merged.pcapng");
    execFileSync("mergecap", ["-F", "pcapng", "-I", "none", "-w", merged, atA, atBridge]);
    expect(await refused([merged])).toMatch(/holds packets several times, as several interfaces saw them/);
    const edges = await read([merged], { dedup: true });
    expect([pairsOf(edges), edges.counts.copies.packets]).toEqual([pairsOf(await read([atA])), 52]);
  });
});

const start = 1700000000;
/** A UDP packet with its own id and payload. */
const question = (at: number, id: number, source = "10.0.0.1:40000", destination = "10.0.0.2:53", ttl = 64): Frame => {
  const [[from, sourcePort], [to, port]] = [source, destination].map((end) => end.split(":"));
  const udp = Buffer.alloc(20, `${id}`);
  udp.writeUInt16BE(Number(sourcePort), 0);
  udp.writeUInt16BE(Number(port), 2);
  udp.writeUInt16BE(20, 4);
  udp.writeUInt16BE((id * 7919 + Number(port)) & 0xffff, 6);
  const packet = ipv4(from, to, udp, { protocol: 17 });
  packet.writeUInt16BE(id, 4);
  packet[8] = ttl;
  return frame(start + Math.floor(at), Math.round((at % 1) * 1e9), ethernet(packet));
};
const fileWith = (frames: readonly Frame[]): string => fileOf(pcap(frames));

describe("what is no copy", () => {
  test("packets of different networks add up", async () => {
    const one = fileWith([question(0, 11), question(5, 12)]);
    const other = fileWith([question(0, 21, "10.1.0.1:1", "10.1.0.2:2"), question(5, 22, "10.1.0.1:1", "10.1.0.2:2")]);
    for (const dedup of [false, true]) expect((await read([one, other], { dedup })).totals().frames).toBe(4);
  });

  test("equal packets at one point were sent again", async () => {
    const file = fileWith([question(0, 11), question(0.1, 11), question(0.2, 11)]);
    for (const dedup of [false, true]) expect((await read([file], { dedup })).totals().frames).toBe(3);
  });

  test("the k-th of several equal packets at one point is the k-th at the other, and the one that saw most counts", async () => {
    const one = fileWith([question(0, 11), question(0.1, 11), question(3, 12)]);
    const other = fileWith([question(0.001, 11), question(0.101, 11), question(0.201, 11), question(3.001, 12)]);
    for (const files of [
      [one, other],
      [other, one],
    ]) {
      const edges = await read(files, { dedup: true });
      expect([edges.totals().frames, edges.counts.copies.packets]).toEqual([4, 3]);
    }
  });

  test("files of which each begins where another ended are one point, in any order", async () => {
    const halves = [fileWith([question(0, 11), question(2.9, 12)]), fileWith([question(3, 12), question(5, 11)])];
    for (const files of [halves, [...halves].reverse()])
      for (const dedup of [false, true]) expect((await read(files, { dedup })).totals().frames).toBe(4);
  });

  test("two captures that both go on in a next file are two points", async () => {
    const parts = [0, 0.002].map((late) => [
      fileWith([question(late, 1), question(2.9 + late, 2)]),
      fileWith([question(3 + late, 3), question(5 + late, 4)]),
    ]);
    expect(await refused(parts.flat())).toMatch(/hold the same packets/);
    const edges = await read(parts.flat().reverse(), { dedup: true });
    expect([edges.totals().frames, edges.counts.copies.packets]).toEqual([4, 4]);
  });

  test("packets that are all alike may go over two networks at the same time", async () => {
    const file = fileWith(Array.from({ length: 9 }, (_, i) => frame(start + i, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", 8)))));
    const networks = ["a", "b"].map((network) => ({ file, network }));
    expect((await read(networks)).totals().frames).toBe(18);
    expect(await refused([file, file])).toMatch(/was given twice/);
  });

  test("a packet that comes more than a second later is another", async () => {
    const files = [fileWith([question(0, 11), question(9, 13)]), fileWith([question(2.5, 11), question(8, 14)])];
    for (const dedup of [false, true]) expect((await read(files, { dedup })).totals().frames).toBe(4);
  });
});

test("copies on both sides of a second's border are found", async () => {
  const files = [fileWith([question(0.9999, 1), question(2, 2)]), fileWith([question(1.0002, 1), question(1.9999, 2)])];
  const edges = await read(files, { dedup: true });
  expect([edges.totals().frames, edges.counts.copies.packets]).toEqual([2, 2]);
});

test("IPv6, which has no id, is told apart by what is in the packets; the hop limit does not count", async () => {
  const packet = (n: number, hops: number) => {
    const bytes = ipv6("fd00::1", "fd00::2", Buffer.from(`message ${n} of many`), { next: 50 });
    bytes[7] = hops;
    return ethernet(bytes);
  };
  const files = [0, 0.001].map((late) => fileWith([1, 2, 3].map((n) => frame(start + n, late * 1e9, packet(n, late === 0 ? 64 : 63)))));
  expect(await refused(files)).toMatch(/hold the same packets/);
  expect((await read(files, { dedup: true })).totals().frames).toBe(3);
});

test("of random packets that each of three points sees or not, with dedup each counts once, as often as it was sent", async () => {
  for (const seed of [1, 2, 3]) {
    const { whole, pick } = draws(seed);
    const sent: Frame[] = []; // Some of them twice, with the same bytes: 20 to 40 ms later.
    const seen: [Frame[], Frame[], Frame[]] = [[], [], []];
    for (let id = 1; id <= 400; id++) {
      const at = id / 20 + whole(0, 9) / 1e3;
      const times = pick([1, 1, 1, 2]);
      const ends = [`10.0.0.${whole(1, 4)}:${whole(1, 9)}`, `10.0.1.${whole(1, 4)}:${whole(1, 9)}`];
      const points = pick([[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]);
      for (let k = 0; k < times; k++) {
        sent.push(question(at + k * 0.03, id, ...ends));
        for (const point of points) seen[point].push(question(at + k * 0.03 + point * 0.0007, id, ...ends));
      }
    }
    const files = seen.map((frames) => fileWith([...frames].sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds)));
    const edges = await read(files, { dedup: true });
    expect(pairsOf(edges)).toEqual(pairsOf(await read([fileWith(sent)])));
    expect(edges.counts.copies.packets).toBe(seen.flat().length - sent.length);
  }
});

describe("a packet before and after the translation of a virtual IP", () => {
  const entity = (address: string, name: string, service: string, kind: EntityInterval["kind"] = "instance"): EntityInterval => ({
    network: "",
    address,
    entity: name,
    service,
    kind,
    from: 0,
    to: null,
  });
  const entities = [
    entity("10.0.0.1", "web.1", "web"),
    entity("10.96.0.10", "db_VIP", "db", "vip"),
    entity("10.0.9.2", "db.1", "db"),
    entity("10.0.9.3", "cache.1", "cache"),
  ];
  // There and back: the client's side stays, the other side is rewritten, address and port.
  const before = () => fileWith([question(1, 5, "10.0.0.1:40000", "10.96.0.10:53"), question(2, 6, "10.96.0.10:53", "10.0.0.1:40000")]);
  const after = () =>
    fileWith([question(1.0001, 5, "10.0.0.1:40000", "10.0.9.2:5353", 63), question(1.9999, 6, "10.0.9.2:5353", "10.0.0.1:40000")]);

  test("is one packet between services", async () => {
    expect(await refused([before(), after()], { entities })).toMatch(/hold the same packets/);
    const edges = await read([before(), after()], { entities, dedup: true });
    expect(pairsOf(edges)).toEqual(["db web 1 40 54", "web db 1 40 54"]);
    expect(edges.counts.copies).toMatchObject({ packets: 2, bytes: 80 });
  });

  test("is told by its sequence numbers over TCP, which has another checksum afterwards", async () => {
    const segment = (at: number, source: string, destination: string, sequence: number, checksum: number): Frame => {
      const [[from, sourcePort], [to, port]] = [source, destination].map((end) => end.split(":"));
      const tcp = Buffer.alloc(30);
      tcp.writeUInt16BE(Number(sourcePort), 0);
      tcp.writeUInt16BE(Number(port), 2);
      tcp.writeUInt32BE(sequence, 4);
      tcp[12] = 0x50;
      tcp.writeUInt16BE(checksum, 16);
      return frame(start + at, 0, ethernet(ipv4(from, to, tcp, { protocol: 6 })));
    };
    const vip = fileWith([1, 2, 3].map((n) => segment(n, "10.0.0.1:40000", "10.96.0.10:80", 7000 + n, 1)));
    const pod = fileWith([1, 2, 3].map((n) => segment(n, "10.0.0.1:40000", "10.0.9.2:8080", 7000 + n, 2)));
    const other = fileWith([1, 2, 3].map((n) => segment(n, "10.0.0.9:40000", "10.0.9.2:8080", 7000 + n, 2)));
    expect((await read([vip, pod], { entities, dedup: true })).totals().frames).toBe(3);
    expect((await read([vip, other], { entities, dedup: true })).totals().frames).toBe(6); // Another client.
  });

  test("is two edges of the graphs of instances and of addresses: that is the raw view", async () => {
    for (const level of ["instance", "ip"] as const)
      expect((await read([before(), after()], { entities, level, dedup: true })).totals().frames).toBe(4);
  });
});
