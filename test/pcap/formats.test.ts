import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { addressText } from "../../kernel-helpers/src/pcap/address";
import { readPackets } from "../../kernel-helpers/src/pcap/read";
import { type Frame, fileOf, frame, pcap, pcapngSection } from "./files";
import { ethernet, ipv4, ipv6 } from "./packets";

// The last second and nanosecond do not fit a JS number together: 1795540551999999999 > 2^53.
const frames: Frame[] = [
  frame(1795540551, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", 100))),
  frame(1795540551, 123456000, ethernet(ipv6("fd00::1", "fd00::2", 60))),
  frame(1795540551, 999999000, ethernet(ipv4("10.0.0.2", "10.0.0.1", 0)), 1514),
];
const exact: Frame[] = frames.map((one) => ({ ...one, nanoseconds: one.nanoseconds + 789 }));

async function read(bytes: Buffer): Promise<string[]> {
  const seen: string[] = [];
  await readPackets(fileOf(bytes), (packet) => {
    const address = (offset: number): string => addressText(packet.bytes, offset, packet.addressLength);
    const time = `${packet.seconds}.${String(packet.nanoseconds).padStart(9, "0")}`;
    seen.push(`${time} ${address(packet.source)} ${address(packet.destination)} ${packet.ipLength} ${packet.wireLength}`);
  });
  return seen;
}

const microseconds = [
  "1795540551.000000000 10.0.0.1 10.0.0.2 120 134",
  "1795540551.123456000 fd00::1 fd00::2 100 114",
  "1795540551.999999000 10.0.0.2 10.0.0.1 20 1514",
];
const nanoseconds = [
  "1795540551.000000789 10.0.0.1 10.0.0.2 120 134",
  "1795540551.123456789 fd00::1 fd00::2 100 114",
  "1795540551.999999789 10.0.0.2 10.0.0.1 20 1514",
];

describe.each(["LE", "BE"] as const)("byte order %s", (order) => {
  test("microsecond pcap keeps microseconds", async () => {
    expect(await read(pcap(exact, { order, nanoseconds: false }))).toEqual(microseconds);
  });

  test("nanosecond pcap keeps nanoseconds", async () => {
    expect(await read(pcap(exact, { order }))).toEqual(nanoseconds);
  });

  test("Kuznetzov's pcap has eight more bytes a record", async () => {
    expect(await read(pcap(exact, { order, kuznetzov: true }))).toEqual(microseconds);
  });

  test("pcapng has microseconds where no resolution is given", async () => {
    expect(await read(pcapngSection(frames, [{}], order))).toEqual(microseconds);
  });

  test("pcapng interfaces differ in resolution and offset", async () => {
    const interfaces = [{ resolution: 9 }, { resolution: 10 }, { resolution: 9, offset: 1_700_000_000 }];
    expect(await read(pcapngSection(exact, interfaces, order))).toEqual(nanoseconds);
  });

  test("pcapng counts in powers of two are exact to the unit", async () => {
    // 123456789 ns are 123456 / 1000000 s + …: floor(0.123456789 · 2^20) = 129453 units = 123456001.28 ns, by hand.
    const [, second] = await read(pcapngSection(exact, [{ resolution: 0x80 | 20 }], order));
    expect(second).toBe("1795540551.123456001 fd00::1 fd00::2 100 114");
  });
});

test("a pcapng file has sections of both byte orders, each with its own interfaces", async () => {
  const bytes = Buffer.concat([pcapngSection(exact, [{ resolution: 9 }], "LE"), pcapngSection(frames, [{}, { resolution: 3 }, {}], "BE")]);
  expect(await read(bytes)).toEqual([...nanoseconds, microseconds[0], "1795540551.123000000 fd00::1 fd00::2 100 114", microseconds[2]]);
});

test("what is compressed by gzip reads like the plain file, in several members too", async () => {
  const bytes = pcap(exact);
  expect(await read(gzipSync(bytes))).toEqual(nanoseconds);
  expect(await read(Buffer.concat([gzipSync(bytes.subarray(0, 50)), gzipSync(bytes.subarray(50))]))).toEqual(nanoseconds);
});

test("a record longer than what is read at once, and one on its border, arrive whole", async () => {
  const large = Array.from({ length: 40 }, (_, i) => frame(1795540551, i, ethernet(ipv4("10.0.0.1", "10.0.0.2", 60000))));
  const lines = await read(pcap(large));
  expect(lines).toHaveLength(40);
  expect(lines[39]).toBe("1795540551.000000039 10.0.0.1 10.0.0.2 60020 60034");
});
