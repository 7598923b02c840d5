import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readPackets } from "../../kernel-helpers/src/pcap/read";
import { type Frame, fileOf, frame, pcap } from "./files";
import { ethernet, ipv4 } from "./packets";
import { draws } from "./random";

const { whole, bytes } = draws(11);
const frames: Frame[] = Array.from({ length: 3000 }, (_, i) =>
  frame(1700000000 + i, 0, ethernet(ipv4("10.0.0.1", `10.0.1.${whole(1, 9)}`, bytes(whole(0, 400))))),
);
const capture = pcap(frames);

/** zstd's own program. */
const zstd = (input: Buffer, ...options: string[]): Buffer => execFileSync("zstd", ["-c", "-q", ...options], { input, maxBuffer: 1 << 28 });

async function lengths(file: Buffer): Promise<{ lengths: number[]; fault: string | undefined }> {
  const seen: number[] = [];
  const { fault } = await readPackets(fileOf(file), ({ ipLength }) => seen.push(ipLength));
  return { lengths: seen, fault: fault?.reason };
}

const expected = frames.map(({ data }) => data.length - 14);

test("a capture that zstd compressed reads like the plain file", async () => {
  for (const options of [["-1"], ["-19"], ["--check"], ["--no-check"]]) {
    expect(await lengths(zstd(capture, ...options))).toEqual({ lengths: expected, fault: undefined });
  }
  // A known size makes one segment, whose window is the content.
  expect((await lengths(execFileSync("zstd", ["-c", "-q", fileOf(capture)]))).lengths).toEqual(expected);
});

test("zstd frames follow each other, and frames to be skipped are skipped", async () => {
  const skipped = Buffer.from("502a4d1803000000aabbcc", "hex");
  const parts = [skipped, zstd(capture.subarray(0, 1000)), skipped, zstd(capture.subarray(1000)), zstd(Buffer.alloc(0)), skipped];
  expect(await lengths(Buffer.concat(parts))).toEqual({ lengths: expected, fault: undefined });
});

test("of a zstd file that breaks off, what could be read counts", async () => {
  const whole = zstd(pcap(Array.from({ length: 400 }, (_, i) => frame(i, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", bytes(1000)))))));
  const { lengths: seen, fault } = await lengths(whole.subarray(0, whole.length - 1000));
  expect(seen.length).toBeGreaterThan(100);
  expect(fault).toBe("unexpected end of file");
});

test("a zstd file that would become gigabytes is read in constant memory", async () => {
  // One record of garbage behind a header, and 2 GB of zeros: records of length 0.
  const bomb = Buffer.concat([zstd(capture.subarray(0, 24)), ...Array.from({ length: 20 }, () => zstd(Buffer.alloc(100 << 20)))]);
  expect(bomb.length).toBeLessThan(300_000);
  const before = process.memoryUsage().rss;
  let highest = 0;
  const stop = new AbortController();
  const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 50);
  const ending = setTimeout(() => stop.abort(), 3000);
  await readPackets(fileOf(bomb), () => {}, { signal: stop.signal }).catch(() => {});
  clearInterval(watch);
  clearTimeout(ending);
  expect(highest - before).toBeLessThan(300 << 20);
});

test("of a gzip file in which something is wrong, all that comes before counts", async () => {
  const packed = gzipSync(capture);
  const damaged = Buffer.from(packed).fill(0, packed.length * 0.6, packed.length * 0.6 + 9);
  const wrongSum = Buffer.from(packed).fill(0, packed.length - 8);
  expect(await lengths(wrongSum)).toEqual({ lengths: expected, fault: "incorrect data check" });
  expect(await lengths(Buffer.concat([packed, Buffer.from("and some text")]))).toEqual({
    lengths: expected,
    fault: "incorrect header check",
  });
  const { lengths: seen, fault } = await lengths(damaged);
  // 3000 packets of like size: the damage is at the 1800th.
  expect([seen.slice(0, 1700), fault]).toEqual([expected.slice(0, 1700), expect.stringMatching(/^(invalid|incorrect|a record claims)/)]);
});

test("a window of more than zstd gives by itself is refused", async () => {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (18 << 3) | 0]); // 2^28
  await expect(lengths(Buffer.concat([header, Buffer.alloc(20)]))).rejects.toThrow("needs a window of 256 MB, at most 128 MB are given");
});

test("a gzip file of many pieces is read without a complaint of node's", async () => {
  const packet = ethernet(ipv4("10.0.0.1", "10.0.0.2", Buffer.alloc(1400)));
  const long = Array.from({ length: 4000 }, (_, i) => frame(i, 0, packet));
  const complaints: string[] = [];
  const listen = ({ message }: Error): unknown => complaints.push(message);
  process.on("warning", listen);
  expect(await lengths(gzipSync(pcap(long), { level: 0 }))).toEqual({ lengths: long.map(() => packet.length - 14), fault: undefined });
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  expect(complaints).toEqual([]);
});
