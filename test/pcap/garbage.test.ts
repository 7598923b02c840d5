import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { InputError } from "../../kernel-helpers/src/config/error";
import { readPackets } from "../../kernel-helpers/src/pcap/read";
import { fileOf, frame, pcap, pcapngSection } from "./files";
import { ethernet, ipv4, ipv6 } from "./packets";
import { draws } from "./random";

const good = frame(1700000000, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", 100)));

async function lengthsIn(bytes: Buffer) {
  const lengths: number[] = [];
  const counts = await readPackets(fileOf(bytes), ({ ipLength }) => lengths.push(ipLength));
  return { lengths, counts };
}

describe("the IP length", () => {
  test("of a frame that the snap length cut is the header's, not what was captured", async () => {
    const whole = ethernet(ipv4("10.0.0.1", "10.0.0.2", 1000));
    const { lengths, counts } = await lengthsIn(pcap([frame(1, 0, whole.subarray(0, 60), whole.length)]));
    expect(lengths).toEqual([1020]);
    expect(counts.truncated).toBe(1);
  });

  test("does not hold the padding of a short Ethernet frame", async () => {
    const padded = Buffer.concat([ethernet(ipv4("10.0.0.1", "10.0.0.2", 2)), Buffer.alloc(24)]);
    expect((await lengthsIn(pcap([frame(1, 0, padded)]))).lengths).toEqual([22]);
  });

  test("of 0 is the frame less its link header, as segmentation offload leaves it", async () => {
    const v4 = ethernet(ipv4("10.0.0.1", "10.0.0.2", 5000, { totalLength: 0 }));
    const v6 = ethernet(ipv6("fd00::1", "fd00::2", 5000, { payloadLength: 0 }));
    const { lengths, counts } = await lengthsIn(pcap([frame(1, 0, v4), frame(1, 1, v6)]));
    expect(lengths).toEqual([5020, 5040]);
    expect(counts.odd["IP length 0, taken from the frame"]).toEqual({ packets: 2, bytes: 10060 });
  });

  test("of 0 with no next header is an IPv6 header alone", async () => {
    const empty = Buffer.concat([ethernet(ipv6("fd00::1", "fd00::2", 0, { next: 59 })), Buffer.alloc(6)]);
    expect((await lengthsIn(pcap([frame(1, 0, empty)]))).lengths).toEqual([40]);
  });

  test("that exceeds the frame is taken as it is, and counted with its bytes", async () => {
    const { lengths, counts } = await lengthsIn(pcap([frame(1, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", 26, { totalLength: 3841 })))]));
    expect(lengths).toEqual([3841]);
    expect(counts.odd).toEqual({ "IP length exceeds the frame": { packets: 1, bytes: 3841 } });
  });

  test("below its header makes the packet ignored", async () => {
    const { lengths, counts } = await lengthsIn(pcap([frame(1, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", 0, { totalLength: 19 }))), good]));
    expect(lengths).toEqual([120]);
    expect(counts).toMatchObject({ packets: 2, ignored: { "IP length below its header": 1 } });
  });
});

test("what is no IP is counted by reason", async () => {
  const frames = [
    frame(1, 0, ethernet(Buffer.alloc(46), 0x0806)),
    frame(1, 1, ethernet(Buffer.alloc(46), 0x88cc)),
    frame(1, 2, ethernet(ipv4("10.0.0.1", "10.0.0.2", 0)).subarray(0, 30)),
    frame(1, 3, Buffer.alloc(0)),
    frame(1, 4, ethernet(Buffer.alloc(46), 0x0800)),
    good,
  ];
  const { lengths, counts } = await lengthsIn(pcap(frames));
  expect(lengths).toEqual([120]);
  expect(counts.packets).toBe(6);
  expect(counts.ignored).toEqual({ ARP: 1, "not IP": 1, "cut off before the addresses": 2, "bad IP header": 1 });
});

test("frames before an earlier frame's time are out of order, and the first and last time are the earliest and the latest", async () => {
  const at = (seconds: number) => frame(seconds, 500000000, good.data);
  const { counts } = await lengthsIn(pcap([at(5), at(3), at(4), at(9), at(8)]));
  expect(counts).toMatchObject({ outOfOrder: 3, firstTime: 3.5, lastTime: 9.5 });
});

describe("what could be read counts, and the position of the fault is told", () => {
  test("in a pcap file whose last record is cut off", async () => {
    const bytes = pcap([good, good]);
    const { lengths, counts } = await lengthsIn(bytes.subarray(0, bytes.length - 1));
    expect(lengths).toEqual([120]);
    expect(counts.fault).toMatchObject({ position: 24 + 16 + 134, reason: "the last record is cut off after 149 bytes" });
  });

  test("in a pcap file in which a record claims gigabytes", async () => {
    const { lengths, counts } = await lengthsIn(Buffer.concat([pcap([good]), Buffer.alloc(16, 0xee), Buffer.alloc(100)]));
    expect(lengths).toEqual([120]);
    expect(counts.fault).toMatchObject({ position: 174, reason: expect.stringContaining("claims 4008636142 bytes") });
  });

  test("in a pcapng file that turns into garbage", async () => {
    const section = pcapngSection([good]);
    const { lengths, counts } = await lengthsIn(Buffer.concat([section, Buffer.alloc(40, 0xee)]));
    expect(lengths).toEqual([120]);
    expect(counts.fault).toMatchObject({ position: section.length });
  });

  test("in a gzip file that breaks off", async () => {
    const { whole } = draws(1);
    const many = Array.from({ length: 20000 }, (_, i) => frame(i, whole(0, 999999999), good.data));
    const zipped = gzipSync(pcap(many));
    const { lengths, counts } = await lengthsIn(zipped.subarray(0, zipped.length >> 1));
    expect(lengths.length).toBeGreaterThan(1000);
    expect(counts.fault?.reason).toBe("unexpected end of file");
  });
});

describe("a file that is no capture is one clear error", () => {
  test.each([
    ["an empty file", Buffer.alloc(0), "is empty"],
    ["text", Buffer.from("time,source,destination\n1,2,3\n"), "is not a capture"],
    ["three bytes", Buffer.from([0xd4, 0xc3, 0xb2]), "is not a capture"],
    ["a header alone, cut off", pcap([]).subarray(0, 20), "ends within its pcap file header"],
    ["a broken zstd", Buffer.from("28b52ffd00000000", "hex"), "cannot be decompressed"],
    ["a link type that is not read", pcap([good], { linkType: 147 }), "link type 147 is not read"],
    ["a broken gzip", Buffer.concat([Buffer.from("1f8b0800", "hex"), Buffer.alloc(40, 0xee)]), "cannot be decompressed"],
  ])("%s", async (_, bytes, message) => {
    const reading = readPackets(fileOf(bytes), () => {});
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  test("no such file, and a folder", async () => {
    await expect(readPackets("/nowhere.pcap", () => {})).rejects.toThrow("/nowhere.pcap: no such file");
    await expect(readPackets(tmpdir(), () => {})).rejects.toThrow("is a folder");
  });
});

test("an empty capture has no packets and no fault", async () => {
  expect((await lengthsIn(pcap([]))).counts).toMatchObject({ packets: 0, firstTime: null, fault: null });
});

test("the reading of a long file ends when it is aborted", async () => {
  const many = pcap(Array.from({ length: 60000 }, () => good));
  const abort = new AbortController();
  let seen = 0;
  const reading = readPackets(fileOf(many), () => ++seen === 10 && abort.abort(), { signal: abort.signal });
  await expect(reading).rejects.toThrow("aborted");
  expect(seen).toBeLessThan(60000);
});

test("no mutation of a capture throws anything but an input error", async () => {
  const folder = join(__dirname, "../captures");
  const { whole, pick } = draws(20261124);
  const captures = readdirSync(folder).filter((name) => /\.p?cap(ng)?$/.test(name));
  let packets = 0;
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(readFileSync(join(folder, pick(captures))).subarray(0, 20000));
    for (let i = whole(1, 30); i > 0; i--) bytes[whole(0, bytes.length - 1)] = pick([0, 1, 0x7f, 0x80, 0xff, whole(0, 255)]);
    const cut = bytes.subarray(0, pick([bytes.length, whole(0, bytes.length)]));
    await readPackets(fileOf(cut), (packet) => {
      packets++;
      expect(packet.ip + (packet.version === 4 ? 20 : 40)).toBeLessThanOrEqual(packet.end);
      expect(packet.ipLength).toBeGreaterThanOrEqual(20);
      expect(packet.nanoseconds).toBeLessThan(1e9);
    }).catch((error: unknown) => expect(error).toBeInstanceOf(InputError));
  }
  expect(packets).toBeGreaterThan(5000);
});
