import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { pairsOf } from "../edges/pairs";
import { pairsByTshark } from "../oracle/tshark";
import { fileOf, frame, pcap } from "./files";
import { ethernet, ipv4, ipv6, snap } from "./packets";

const frames = [
  frame(1700000000, 1000, ethernet(ipv4("10.0.0.1", "10.0.0.2", 600))),
  frame(1700000001, 999999000, ethernet(ipv4("10.0.0.2", "10.0.0.1", 600)).subarray(0, 90), 634),
  frame(1700000002, 5000, ethernet(ipv6("fd00::1", "fd00::2", 60))),
  frame(1700000003, 5000, ethernet(ipv4("10.0.0.1", "10.0.0.3", 1400)).subarray(0, 96), 1434),
];

async function pairs(file: string): Promise<string[]> {
  return pairsOf(await readEdges([{ file }], { every: 3600 }));
}

const expected = [
  "10.0.0.1 10.0.0.2 1 620 634",
  "10.0.0.1 10.0.0.3 1 1420 1434",
  "10.0.0.2 10.0.0.1 1 620 634",
  "fd00::1 fd00::2 1 100 114",
];

/** Rewrites a file by Wireshark's own writer. */
function rewritten(format: string): string {
  const from = fileOf(pcap(frames));
  const to = join(from, `../${format}.cap`);
  execFileSync("editcap", ["-F", format, from, to], { stdio: ["ignore", "ignore", "ignore"] });
  return to;
}

test.each(["pcap", "nsecpcap", "modpcap", "rh6_1pcap", "suse6_3pcap", "nokiapcap", "pcapng"])(
  "what editcap writes as %s holds the same packets",
  async (format) => {
    const file = rewritten(format);
    expect(await pairs(file)).toEqual(expected);
    expect(pairsByTshark(file)).toEqual(expected);
  },
);

interface Header {
  readonly magic?: number;
  readonly version?: readonly [number, number];
  readonly linkType?: number;
  /** Bytes behind the file's header. */
  readonly behind?: Buffer;
  readonly wireFirst?: boolean;
}

/** The same frames below another header. */
function withHeader({
  magic,
  version = [2, 4],
  linkType = 1,
  behind = Buffer.alloc(0),
  wireFirst = false,
}: Header): Record<"LE" | "BE", string> {
  const make = (order: "LE" | "BE"): string => {
    const bytes = pcap(frames, { order, nanoseconds: magic === 0x1c0001ac, linkType });
    const u32 = (value: number, at: number) => (order === "LE" ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
    const u16 = (value: number, at: number) => (order === "LE" ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
    if (magic !== undefined) u32(magic, 0);
    u16(version[0], 4);
    u16(version[1], 6);
    let at = 24;
    for (const { data, wireLength = data.length } of frames) {
      if (wireFirst) {
        u32(wireLength, at + 8);
        u32(data.length, at + 12);
      }
      at += 16 + data.length;
    }
    return fileOf(Buffer.concat([bytes.subarray(0, 24), behind, bytes.subarray(24)]));
  };
  return { LE: make("LE"), BE: make("BE") };
}

test.each<[string, Header]>([
  ["IXIA's of hardware has nanoseconds and the records' length", { magic: 0x1c0001ac, behind: Buffer.alloc(4, 7) }],
  ["IXIA's of software has microseconds", { magic: 0x1c0001ab, behind: Buffer.alloc(4, 7) }],
  ["before version 2.3 the wire length comes first", { version: [2, 2], wireFirst: true }],
  ["in version 2.3 the smaller length is the captured one", { version: [2, 3], wireFirst: true }],
  ["version 2.3 in the order of today", { version: [2, 3] }],
  ["version 543 of DG/UX has the wire length first", { version: [543, 0], wireFirst: true }],
  ["AIX writes the type of the interface, 6, for Ethernet", { version: [2, 2], linkType: 6, wireFirst: true }],
  ["flags on the frame check sequence stand in the link type's upper half", { linkType: 0x24000001 }],
])("pcap: %s", async (_, header) => {
  const files = withHeader(header);
  for (const file of [files.LE, files.BE]) {
    expect(await pairs(file)).toEqual(expected);
    expect(pairsByTshark(file)).toEqual(expected);
  }
});

test("pcap: AIX writes the type of the interface, 9, for token ring", async () => {
  const header = Buffer.from("1040000000000000000000000000", "hex");
  const frames = [ipv4("10.0.0.1", "10.0.0.2", 600), ipv6("fd00::1", "fd00::2", 60)].map((packet, i) =>
    frame(1700000000, i, Buffer.concat([header, snap(packet)])),
  );
  const bytes = pcap(frames, { linkType: 9, nanoseconds: false });
  bytes.writeUInt16LE(2, 6); // Version 2.2.
  const file = fileOf(bytes);
  expect(await pairs(file)).toHaveLength(2);
  expect(await pairs(file)).toEqual(pairsByTshark(file));
});
