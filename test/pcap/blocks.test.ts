import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { readPackets } from "../../kernel-helpers/src/pcap/read";
import { pairsOf } from "../edges/pairs";
import { pairsByTshark } from "../oracle/tshark";
import { blocksOf, type Blocks } from "./blocks";
import { fileOf } from "./files";
import { cooked, ethernet } from "./packets";

/** Packets that are whole before and behind what is odd. */
const around = (b: Blocks, ...middle: Buffer[]): Buffer[] => [b.section(), b.describe(), b.enhanced(), ...middle, b.enhanced()];
const described = (b: Blocks, options: Buffer): Buffer[] => [b.section(), b.describe({ options }), b.enhanced()];
const named = (b: Blocks, ...content: Buffer[]): Buffer[] => around(b, b.block(4, Buffer.concat(content)));

const cases: Record<string, (b: Blocks) => Buffer[]> = {
  "custom blocks": (b) =>
    around(b, ...[0xbad, 0x40000bad].map((type) => b.block(type, Buffer.concat([b.u(4, 32473), Buffer.from("whatever")])))),
  "a custom block without its owner": (b) => around(b, b.block(0xbad, Buffer.alloc(0))),
  "blocks of unknown types": (b) => around(b, b.block(0x77, Buffer.alloc(20, 9)), b.block(0x80000001, Buffer.alloc(0))),
  "an unknown block of 20 MB": (b) => around(b, b.block(0x77, Buffer.alloc(20 << 20))),
  "an unknown block of 20 MB that is cut off": (b) => [...around(b), b.block(0x77, Buffer.alloc(20 << 20)).subarray(0, 18 << 20)],
  "names, statistics and secrets": (b) => [
    ...named(b, b.u(2, 1, 9), b.filled(Buffer.from([10, 0, 0, 1, 104, 111, 115, 116, 0])), b.u(2, 0, 0), b.option(2, Buffer.from("dns"))),
    b.block(5, Buffer.concat([b.u(4, 0, 1, 2), b.option(4, b.u64(3n)), b.option(0)])),
    b.block(10, Buffer.concat([b.u(4, 0x544c534b, 5), b.filled(Buffer.from("a b c"))])),
    b.enhanced(),
  ],
  "a name longer than its block": (b) => named(b, b.u(2, 1, 90), Buffer.from([10, 0, 0, 1, 104, 111, 115, 0]), b.u(2, 0, 0)),
  "a name without end": (b) => named(b, b.u(2, 1, 8), Buffer.from([10, 0, 0, 1, 104, 111, 115, 116]), b.u(2, 0, 0)),
  "an address of a name that is too short": (b) => named(b, b.u(2, 2, 8), Buffer.alloc(8), b.u(2, 0, 0)),
  "statistics that are too short": (b) => around(b, b.block(5, Buffer.alloc(4))),
  "secrets longer than their block": (b) => around(b, b.block(10, b.u(4, 0x544c534b, 500, 0, 0))),
  "a journal entry": (b) => around(b, b.block(9, b.filled(Buffer.from("__REALTIME_TIMESTAMP=0\n")))),
  "an empty journal entry": (b) => around(b, b.block(9, Buffer.alloc(24))),
  "an option longer than its block": (b) => around(b, b.enhanced({ options: b.option(2, [0, 0, 0, 0], 400) })),
  "options without an end": (b) => around(b, b.enhanced({ options: b.option(2, [1, 0, 0, 0]) })),
  "flags of two bytes": (b) => around(b, b.enhanced({ options: b.option(2, [0, 0]) })),
  "an empty verdict": (b) => around(b, b.enhanced({ options: b.option(7) })),
  "a custom option without its owner": (b) => around(b, b.enhanced({ options: b.option(2988, [1, 2]) })),
  "anything behind the end of options": (b) => around(b, b.enhanced({ options: Buffer.concat([b.option(0), Buffer.alloc(8, 0xff)]) })),
  "an interface's option longer than its block": (b) => described(b, b.option(9, [9], 400)),
  "an interface's filter that is empty": (b) => described(b, b.option(11)),
  "a time resolution of two bytes": (b) => described(b, b.option(9, [9, 0])),
  "a time offset of four bytes": (b) => described(b, b.option(14, [1, 2, 3, 4])),
  "a section's option longer than its block": (b) => [
    ...around(b),
    b.section({ options: b.option(3, [76], 300) }),
    b.describe(),
    b.enhanced(),
  ],
  "a section of version 1.2": (b) => [b.section({ version: [1, 2] }), b.describe(), b.enhanced()],
  "a section of version 2": (b) => [...around(b), b.section({ version: [2, 0] }), b.describe(), b.enhanced()],
  "an interface described later, of another link type": (b) => [
    ...around(b),
    b.describe({ link: 101 }),
    b.enhanced({ id: 1, data: b.ip() }),
  ],
  "interfaces of four link types, one unknown": (b) => [
    b.section(),
    ...[1, 60000, 228, 113].map((link) => b.describe({ link })),
    ...[ethernet(b.ip()), ethernet(b.ip()), b.ip(), cooked(b.ip())].map((data, id) => b.enhanced({ id, data })),
  ],
  "no interface": (b) => [b.section()],
  "a packet without an interface": (b) => [b.section(), b.enhanced()],
  "a simple packet without an interface": (b) => [b.section(), b.simple()],
  "a packet of an interface that is not there": (b) => around(b, b.enhanced({ id: 7 })),
  "obsolete packets": (b) => around(b, b.obsolete(), b.obsolete({ options: b.option(2, [1, 0, 0, 0]) })),
  "simple packets cut by the snap length": (b) => [
    b.section(),
    b.describe({ snap: 46 }),
    b.simple({ data: ethernet(b.ip()).subarray(0, 46), wire: 94 }),
    b.enhanced(),
  ],
  "simple packets beyond the snap length": (b) => [b.section(), b.describe({ snap: 46 }), b.simple(), b.enhanced()],
  "simple packets shorter on the wire than in the block": (b) => around(b, b.simple({ wire: 50 })),
  "simple packets longer than the block": (b) => around(b, b.simple({ wire: 4000 })),
  "a packet longer captured than on the wire": (b) => around(b, b.enhanced({ wire: 50 })),
  "a packet longer than its block": (b) => around(b, b.enhanced({ captured: 97 })),
  "lengths that differ at a block's two ends": (b) => around(b, b.enhanced({ trailer: 100 })),
  "lengths that differ at the ends of an unknown block": (b) => around(b, b.block(0x77, Buffer.alloc(8), { trailer: 100 })),
  "a length that is no multiple of four, before bytes to fill": (b) => around(b, b.block(0x77, Buffer.alloc(8), { length: 19 })),
  "a length that is no multiple of four, without any": (b) => around(b, b.block(0x77, Buffer.alloc(7))),
  "a length of 8": (b) => around(b, b.block(0x77, Buffer.alloc(8), { length: 8 })),
  "zeros behind the last block": (b) => [...around(b), Buffer.alloc(64)],
  "a last block that is cut off": (b) => [...around(b), b.enhanced().subarray(0, 100)],
};

// Either order by turns: each case is a run of tshark, a second on a busy machine.
test.each(Object.entries(cases).map(([name, make], i) => [name, i % 2 ? "BE" : "LE", make] as const))(
  "pcapng with %s (%s) is read as tshark reads it",
  async (_, order, make) => {
    const file = fileOf(Buffer.concat(make(blocksOf(order))), "odd.pcapng");
    expect(pairsOf(await readEdges([{ file }], { every: 3600 }))).toEqual(pairsByTshark(file));
  },
);

test("sections of both byte orders follow each other, the last without interfaces", async () => {
  const [little, big] = [blocksOf("LE"), blocksOf("BE")];
  const other = [
    big.section(),
    big.describe({ link: 101 }),
    ...[big.enhanced, big.obsolete, big.simple].map((one) => one({ data: big.ip() })),
  ];
  const file = fileOf(Buffer.concat([...around(little), ...other, little.section(), little.enhanced()]), "sections.pcapng");
  const { counts, ...edges } = { counts: (await readEdges([{ file }])).counts, pairs: pairsOf(await readEdges([{ file }])) };
  expect(edges.pairs).toEqual(pairsByTshark(file));
  expect(edges.pairs).toHaveLength(5);
  expect(counts.fault?.reason).toBe("a packet names interface 0 of 0");
});

test.each(["LE", "BE"] as const)(
  "simple packets have the time of the frame before them, the first that of the first behind (%s)",
  async (order) => {
    const b = blocksOf(order);
    const blocks = [b.section(), b.describe(), b.describe(), b.simple(), b.block(5, Buffer.alloc(12)), b.simple()];
    const timed = [b.obsolete({ id: 1 }), b.simple(), b.enhanced({ units: 1_700_000_009_000_000n }), b.simple()];
    const times = async (all: Buffer[]): Promise<number[]> => {
      const seen: number[] = [];
      await readPackets(fileOf(Buffer.concat(all), "simple.pcapng"), ({ seconds }) => seen.push(seconds));
      return seen;
    };
    expect(await times([...blocks, ...timed])).toEqual([0, 0, 0, 0, 9, 9].map((after) => 1_700_000_000 + after));
    expect(await times(blocks)).toEqual([0, 0]); // Nobody says when they were.
  },
);

test("frames that interfaces missed are told, each once though statistics count from the beginning", async () => {
  const b = blocksOf("BE");
  const statistics = (id: number, dropped: bigint, bySystem = 0n) =>
    b.block(
      5,
      Buffer.concat([b.u(4, id, 0, 0), b.option(5, b.u64(dropped)), b.option(7, b.u64(bySystem)), b.option(4, b.u64(77n)), b.option(0)]),
    );
  const section = [b.section(), b.describe(), b.describe(), b.enhanced()];
  const told = [statistics(0, 3n), statistics(1, 10n, 4n), statistics(0, 5n), statistics(1, 10n, 4n)]; // 5 and 14.
  const { counts } = await readEdges([
    { file: fileOf(Buffer.concat([...section, ...told, ...section, statistics(0, 1n)]), "lost.pcapng") },
  ]);
  expect([counts.lost, counts.packets, counts.fault]).toEqual([20, 2, null]);
});

test("times of all resolutions and offsets are tshark's, to the nanosecond", async () => {
  const b = blocksOf("LE");
  const codes = [0, 3, 6, 9, 10, 0x80, 0x8a, 0x94, 0x9e];
  const describe = (code: number, i: number): Buffer =>
    b.describe({ options: Buffer.concat([b.option(9, [code]), b.option(14, b.u64(BigInt(i % 3) * -1000n)), b.option(0)]) });
  // 1700000000 and a third seconds, in units of each.
  const packet = (code: number, id: number): Buffer =>
    b.enhanced({ id, units: (5_100_000_001n * (code & 0x80 ? 2n : 10n) ** BigInt(code & 0x7f)) / 3n });
  const file = fileOf(Buffer.concat([b.section(), ...codes.map(describe), ...codes.map(packet)]), "times.pcapng");
  const seen: string[] = [];
  await readPackets(file, ({ seconds, nanoseconds }) => seen.push(`${seconds}.${String(nanoseconds).padStart(9, "0")}`));
  const told = execFileSync("tshark", ["-r", file, "-T", "fields", "-e", "frame.time_epoch"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(seen).toEqual(told.trim().split("\n"));
});
