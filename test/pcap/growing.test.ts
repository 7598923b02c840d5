import { appendFileSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { growingCapture } from "../../kernel-helpers/src/pcap/growing";
import { readPackets } from "../../kernel-helpers/src/pcap/read";

/** A file that tcpdump would write: its header, and a record of an IPv4 packet of 40 bytes for each time, seconds. */
const header = Buffer.from("d4c3b2a1020004000000000000000000ffff000065000000", "hex"); // Raw IP.
function record(time: number): Buffer {
  const bytes = Buffer.alloc(16 + 40);
  bytes.writeUInt32LE(Math.floor(time), 0);
  bytes.writeUInt32LE(Math.round((time % 1) * 1e6), 4);
  bytes.writeUInt32LE(40, 8);
  bytes.writeUInt32LE(40, 12);
  bytes.set([0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2], 16);
  return bytes;
}

const folder = () => mkdtempSync(join(tmpdir(), "munnin-growing-"));

/** Times of the packets in parts of captures, as the reader has them. */
async function timesOf(parts: ReturnType<ReturnType<typeof growingCapture>["take"]>): Promise<number[]> {
  const times: number[] = [];
  for (const { file, part } of parts) {
    const { fault } = await readPackets(file, ({ seconds, nanoseconds }) => times.push(seconds + nanoseconds / 1e9), { part });
    expect(fault).toBeNull();
  }
  return times;
}

test("a record that is half written waits for its end, and none is told twice or left out", async () => {
  const file = join(folder(), "lab.pcap");
  const all = Buffer.concat([header, ...[1, 2, 3.5, 5, 6.5, 8].map(record)]);
  const capture = growingCapture(() => [file]);
  const seen: number[] = [];
  writeFileSync(file, "");
  // Each byte as it comes: whatever is cut off anywhere.
  let end = 3;
  for (const byte of all) {
    appendFileSync(file, Buffer.from([byte]));
    if (!capture.reaches(end)) continue;
    seen.push(...(await timesOf(capture.take())).filter((time) => time >= end - 3 && time < end));
    end += 3;
  }
  expect(end).toBe(9);
  expect(seen).toEqual([1, 2, 3.5, 5]);
  expect(capture.reaches(9)).toBe(false);
  expect((await timesOf(capture.take())).filter((time) => time >= 6)).toEqual([6.5, 8]);
});

test("records out of order by less than a tenth of a second are in the part of their own window", async () => {
  const file = join(folder(), "lab.pcap");
  writeFileSync(file, Buffer.concat([header, ...[1, 5.02, 4.99, 5.05, 5.2, 9.98, 10.01, 9.99, 10.3].map(record)]));
  const capture = growingCapture(() => [file]);
  expect(capture.reaches(5)).toBe(true);
  expect((await timesOf(capture.take())).filter((time) => time < 5)).toEqual([1, 4.99]);
  expect(capture.reaches(10)).toBe(true);
  expect((await timesOf(capture.take())).filter((time) => time >= 5 && time < 10)).toEqual([5.02, 5.05, 5.2, 9.98, 9.99]);
});

test("files that follow each other are one capture, also when a window lies in three of them", async () => {
  const inside = folder();
  const files = () =>
    readdirSync(inside)
      .sort()
      .map((name) => join(inside, name));
  const capture = growingCapture(files);
  expect(capture.reaches(10)).toBe(false);
  const write = (name: string, times: number[]) => writeFileSync(join(inside, name), Buffer.concat([header, ...times.map(record)]));
  write("lab.pcap", [1, 2]);
  expect(capture.reaches(10)).toBe(false);
  write("lab.pcap1", [3]);
  write("lab.pcap2", [4, 11]);
  expect(capture.reaches(10)).toBe(true);
  expect((await timesOf(capture.take())).filter((time) => time < 10)).toEqual([1, 2, 3, 4]);
  write("lab.pcap3", [12, 25]);
  expect(capture.reaches(20)).toBe(true);
  expect((await timesOf(capture.take())).filter((time) => time >= 10 && time < 20)).toEqual([11, 12]);
  expect(readFileSync(join(inside, "lab.pcap3")).length).toBe(24 + 2 * 56);
});
