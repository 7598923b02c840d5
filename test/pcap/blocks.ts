import { ethernet, ipv4 } from "./packets";

export interface BlockOptions {
  /** Length at the block's beginning; default: what it is. */
  readonly length?: number;
  /** Length at its end; default: that at the beginning. */
  readonly trailer?: number;
}

export interface PacketBlock extends BlockOptions {
  readonly id?: number;
  readonly data?: Buffer;
  readonly captured?: number;
  readonly wire?: number;
  readonly units?: bigint;
  readonly options?: Buffer;
}

/** Makes blocks of pcapng, also broken ones. Each packet has a destination of its own, so that one sees which were read. */
export function blocksOf(order: "LE" | "BE") {
  let made = 0;
  const u = (size: 2 | 4, ...values: number[]): Buffer => {
    const buffer = Buffer.alloc(values.length * size);
    values.forEach((value, i) => buffer[order === "LE" ? "writeUIntLE" : "writeUIntBE"](value >>> 0, i * size, size));
    return buffer;
  };
  const u64 = (value: bigint): Buffer => {
    const buffer = Buffer.alloc(8);
    buffer[order === "LE" ? "writeBigUInt64LE" : "writeBigUInt64BE"](BigInt.asUintN(64, value));
    return buffer;
  };
  const filled = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
  const none = Buffer.alloc(0);
  const block = (type: number, body: Buffer, { length = body.length + 12, trailer = length }: BlockOptions = {}): Buffer =>
    Buffer.concat([u(4, type, length), body, u(4, trailer)]);
  const option = (code: number, value: Buffer | number[] = [], length?: number): Buffer =>
    Buffer.concat([u(2, code, length ?? value.length), filled(Buffer.from(value))]);
  const ip = (): Buffer => ipv4("10.0.0.1", `10.0.${order === "LE" ? 1 : 2}.${++made}`, 60);
  const times = (units: bigint): Buffer => u(4, Number(units >> 32n), Number(units & 0xffffffffn));
  const packet = (type: number, head: Buffer, one: PacketBlock): Buffer => {
    const { data = ethernet(ip()), captured = data.length, wire = captured, units = 1_700_000_000_000_000n, options = none } = one;
    return block(type, Buffer.concat([head, times(units), u(4, captured, wire), filled(data), options]), one);
  };
  return {
    u,
    u64,
    filled,
    block,
    option,
    ip,
    section: ({ version = [1, 0], options = none, ...rest }: BlockOptions & { version?: [number, number]; options?: Buffer } = {}) =>
      block(0x0a0d0d0a, Buffer.concat([u(4, 0x1a2b3c4d), u(2, ...version), u64(-1n), options]), rest),
    describe: ({ link = 1, snap = 0, options = none, ...rest }: BlockOptions & { link?: number; snap?: number; options?: Buffer } = {}) =>
      block(1, Buffer.concat([u(2, link, 0), u(4, snap), options]), rest),
    enhanced: (one: PacketBlock = {}) => packet(6, u(4, one.id ?? 0), one),
    obsolete: (one: PacketBlock = {}) => packet(2, u(2, one.id ?? 0, 0xffff), one),
    simple: ({ data = ethernet(ip()), wire = data.length }: PacketBlock = {}) => block(3, Buffer.concat([u(4, wire), filled(data)])),
  };
}

export type Blocks = ReturnType<typeof blocksOf>;
