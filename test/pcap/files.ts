import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A frame with its time; captured in full unless `captured` is less. */
export interface Frame {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly data: Buffer;
  /** Length on the wire, when it differs from that of the data. */
  readonly wireLength?: number;
}

export const frame = (seconds: number, nanoseconds: number, data: Buffer, wireLength?: number): Frame => ({
  seconds,
  nanoseconds,
  data,
  wireLength,
});

export interface PcapOptions {
  readonly order?: "LE" | "BE";
  readonly nanoseconds?: boolean;
  readonly linkType?: number;
  readonly kuznetzov?: boolean;
}

/** A pcap file. */
export function pcap(
  frames: readonly Frame[],
  { order = "LE", nanoseconds = true, linkType = 1, kuznetzov = false }: PcapOptions = {},
): Buffer {
  const words = (...values: number[]): Buffer => {
    const buffer = Buffer.alloc(values.length * 4);
    values.forEach((value, i) => (order === "LE" ? buffer.writeUInt32LE(value >>> 0, i * 4) : buffer.writeUInt32BE(value >>> 0, i * 4)));
    return buffer;
  };
  const magic = kuznetzov ? 0xa1b2cd34 : nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const version = order === "LE" ? 0x00040002 : 0x00020004;
  const unit = nanoseconds && !kuznetzov ? 1 : 1000;
  const records = frames.flatMap(({ seconds, nanoseconds: ns, data, wireLength }) => [
    words(seconds, Math.floor(ns / unit), data.length, wireLength ?? data.length, ...(kuznetzov ? [1, 0] : [])),
    data,
  ]);
  return Buffer.concat([words(magic, version, 0, 0, 262144, linkType), ...records]);
}

export interface PcapngInterface {
  readonly linkType?: number;
  /** if_tsresol; default: the option is left out, which means microseconds. */
  readonly resolution?: number;
  /** if_tsoffset, seconds. */
  readonly offset?: number;
}

/** A section of a pcapng file, frames round robin over its interfaces as enhanced packet blocks. */
export function pcapngSection(frames: readonly Frame[], interfaces: readonly PcapngInterface[] = [{}], order: "LE" | "BE" = "LE"): Buffer {
  const u = (size: 2 | 4, ...values: number[]): Buffer => {
    const buffer = Buffer.alloc(values.length * size);
    values.forEach((value, i) =>
      order === "LE" ? buffer.writeUIntLE(value >>> 0, i * size, size) : buffer.writeUIntBE(value >>> 0, i * size, size),
    );
    return buffer;
  };
  const filled = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
  const block = (type: number, body: Buffer): Buffer => Buffer.concat([u(4, type, body.length + 12), body, u(4, body.length + 12)]);
  const option = (code: number, value: Buffer): Buffer => Buffer.concat([u(2, code, value.length), filled(value)]);
  const int64 = (value: bigint): Buffer => {
    const buffer = Buffer.alloc(8);
    if (order === "LE") buffer.writeBigInt64LE(value);
    else buffer.writeBigInt64BE(value);
    return buffer;
  };
  const description = ({ linkType = 1, resolution, offset }: PcapngInterface): Buffer => {
    const options = [
      ...(resolution === undefined ? [] : [option(9, Buffer.from([resolution]))]),
      ...(offset === undefined ? [] : [option(14, int64(BigInt(offset)))]),
      option(0, Buffer.alloc(0)),
    ];
    return block(1, Buffer.concat([u(2, linkType, 0), u(4, 0), ...options]));
  };
  const packet = ({ seconds, nanoseconds, data, wireLength }: Frame, id: number): Buffer => {
    const { resolution = 6, offset = 0 } = interfaces[id];
    const perSecond = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
    const units = BigInt(seconds - offset) * perSecond + (BigInt(nanoseconds) * perSecond) / 1000000000n;
    const head = u(4, id, Number(units >> 32n), Number(units & 0xffffffffn), data.length, wireLength ?? data.length);
    return block(6, Buffer.concat([head, filled(data)]));
  };
  const header = block(0x0a0d0d0a, Buffer.concat([u(4, 0x1a2b3c4d), u(2, 1, 0), u(4, 0xffffffff, 0xffffffff)]));
  return Buffer.concat([header, ...interfaces.map(description), ...frames.map((one, i) => packet(one, i % interfaces.length))]);
}

/** Writes bytes to a file that goes when the test ends. */
export function fileOf(bytes: Buffer, name = "capture.pcap"): string {
  const folder = mkdtempSync(join(tmpdir(), "munnin-pcap-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}
