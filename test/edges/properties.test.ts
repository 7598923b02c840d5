import { describe, expect, test } from "vitest";
import { csvLines } from "../../kernel-helpers/src/edges/csvLines";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EdgeTable } from "../../kernel-helpers/src/edges/table";
import type { EntityInterval } from "../../kernel-helpers/src/runfolder/entity";
import { type Frame, fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4, ipv6, vlan } from "../pcap/packets";
import { draws } from "../pcap/random";

const start = 1700000040; // A multiple of 60.

/** Packets of 40 addresses; every one is different, so that none is a copy of another. */
function frames(seed: number, count: number): Frame[] {
  const { whole } = draws(seed);
  return Array.from({ length: count }, (_, i) => {
    const payload = Buffer.alloc(whole(8, 300));
    payload.writeUInt32BE(i, 0);
    payload.writeUInt32BE(seed, 4);
    const [a, b] = [whole(1, 20), whole(1, 20)];
    const packet = whole(0, 9) === 0 ? ipv6(`fd00::${a}`, `fd00::${b}`, payload) : ipv4(`10.0.0.${a}`, `10.0.1.${b}`, payload);
    const framed = whole(0, 9) === 0 ? ethernet(vlan(packet), 0x8100) : ethernet(packet);
    return frame(start + Math.floor((i * 90) / count), whole(0, 999999999), framed);
  });
}

/** Its rows as text; whether the table was made in one piece or not, they are the same. */
const rowsOf = (edges: EdgeTable): string => edges.toCsv();
const inOrder = (all: readonly Frame[]): Frame[] => [...all].sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);

const entities: EntityInterval[] = Array.from({ length: 12 }, (_, i) => ({
  network: "",
  address: `10.0.0.${i + 1}`,
  entity: `web.${i % 5}`,
  service: i % 2 === 0 ? "web" : "db",
  kind: "instance",
  // Some addresses change hands in the middle.
  from: i % 3 === 0 ? start + 30 : 0,
  to: null,
}));

describe.each([1, 2, 3])("capture %i", (seed) => {
  const all = frames(seed, 4000);
  const every = [0.5, 1, 1.5, 10, 60];

  test("has the same totals at every granularity and level", async () => {
    const file = fileOf(pcap(all));
    const expected = {
      frames: all.length,
      bytes: all.reduce((sum, { data }) => sum + data.length - (data.readUInt16BE(12) === 0x8100 ? 18 : 14), 0),
      wireBytes: all.reduce((sum, { data }) => sum + data.length, 0),
    };
    for (const level of ["ip", "instance", "service"] as const) {
      const edges = await readEdges([{ file }], { every, level, entities, special: "keep" });
      for (const granularity of every) expect(edges.every(granularity).totals()).toEqual(expected);
    }
  });

  test("is the same CSV row by row and column by column", async () => {
    const edges = await readEdges([{ file: fileOf(pcap(all)) }], { every, level: "instance", entities });
    expect([...csvLines(edges)].join("")).toBe(edges.toTable().toCsv());
  });

  test("split anywhere into two files gives the same table", async () => {
    const { whole } = draws(seed + 100);
    const expected = rowsOf(await readEdges([{ file: fileOf(pcap(all)) }], { every }));
    for (let i = 0; i < 4; i++) {
      const border = whole(0, all.length);
      const files = [all.slice(0, border), all.slice(border)].map((part) => ({ file: fileOf(pcap(part)) }));
      expect(rowsOf(await readEdges(files, { every }))).toBe(expected);
      expect(rowsOf(await readEdges(files.reverse(), { every }))).toBe(expected);
    }
  });

  test("in any order of its packets gives the same table", async () => {
    const { next } = draws(seed + 200);
    const shuffled = all.map((one) => ({ one, key: next() })).sort((a, b) => a.key - b.key);
    const expected = rowsOf(await readEdges([{ file: fileOf(pcap(inOrder(all))) }], { every }));
    expect(rowsOf(await readEdges([{ file: fileOf(pcap(shuffled.map(({ one }) => one))) }], { every }))).toBe(expected);
  });
});

test("pairs of addresses that one number cannot tell apart stay two edges", async () => {
  // Packed into a double, 192.0.2.1 -> 10.0.0.8 and 192.0.2.1 -> 10.0.0.9 are the same: 2^53 has no room for the last bits.
  const packed = (source: number, destination: number): number => source * 2 ** 32 + destination;
  expect(packed(0xc0000201, 0x0a000008)).toBe(packed(0xc0000201, 0x0a000009));
  const both = ["10.0.0.8", "10.0.0.9"].flatMap((to, i) =>
    [1, 2].map((n) => frame(start, i * 10 + n, ethernet(ipv4("192.0.2.1", to, 10 * n)))),
  );
  const edges = await readEdges([{ file: fileOf(pcap(both)) }], { every: 60 });
  expect([...edges].map(({ destination, frames: n, bytes }) => [destination, n, bytes])).toEqual([
    ["10.0.0.8", 2, 70],
    ["10.0.0.9", 2, 70],
  ]);
});
