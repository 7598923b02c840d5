import { parseAddress } from "../../kernel-helpers/src/pcap/address";

/** Bytes of packets and frames for tests, each by the layout of its RFC. */

export interface Ipv4Options {
  /** Total length field; default: what it is. */
  readonly totalLength?: number;
  readonly protocol?: number;
  /** Header length in words of four bytes; default 5. */
  readonly words?: number;
}

export function ipv4(source: string, destination: string, payload: number | Buffer, options: Ipv4Options = {}): Buffer {
  const body = typeof payload === "number" ? Buffer.alloc(payload) : payload;
  const { words = 5, protocol = 253 } = options;
  const header = Buffer.alloc(Math.max(20, words * 4));
  header[0] = 0x40 | words;
  header.writeUInt16BE(options.totalLength ?? header.length + body.length, 2);
  header[8] = 64;
  header[9] = protocol;
  header.set(parseAddress(source)!, 12);
  header.set(parseAddress(destination)!, 16);
  if (header.length > 20) header.fill(1, 20); // No operation.
  return Buffer.concat([header, body]);
}

export function ipv6(
  source: string,
  destination: string,
  payload: number | Buffer,
  options: { payloadLength?: number; next?: number } = {},
): Buffer {
  const body = typeof payload === "number" ? Buffer.alloc(payload) : payload;
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(options.payloadLength ?? body.length, 4);
  header[6] = options.next ?? 253;
  header[7] = 64;
  header.set(parseAddress(source)!, 8);
  header.set(parseAddress(destination)!, 24);
  return Buffer.concat([header, body]);
}

export const ipv4Type = 0x0800;
export const ipv6Type = 0x86dd;
export const typeOf = (packet: Buffer): number => (packet[0] >> 4 === 6 ? ipv6Type : ipv4Type);

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const macs = Buffer.from("020000000001020000000002", "hex");

export const ethernet = (payload: Buffer, type = typeOf(payload)): Buffer => Buffer.concat([macs, u16(type), payload]);

/** A tag for `ethernet(…, tag type)`. */
export const vlan = (payload: Buffer, type = typeOf(payload)): Buffer => Buffer.concat([u16(5), u16(type), payload]);

/** A stack of labels, the last of which has the bottom bit. */
export const mpls = (payload: Buffer, labels: number): Buffer =>
  Buffer.concat([...Array.from({ length: labels }, (_, i) => Buffer.from([0, 1, i === labels - 1 ? 0x01 : 0x00, 64])), payload]);

export const pppProtocol = (payload: Buffer): Buffer => Buffer.concat([u16(typeOf(payload) === ipv6Type ? 0x57 : 0x21), payload]);

export const pppoe = (payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x11, 0, 0, 7]), u16(payload.length + 2), pppProtocol(payload)]);

export const snap = (payload: Buffer): Buffer => Buffer.concat([Buffer.from("aaaa03000000", "hex"), u16(typeOf(payload)), payload]);

export const cooked = (payload: Buffer, protocol = typeOf(payload)): Buffer =>
  Buffer.concat([u16(0), u16(1), u16(6), Buffer.from("0200000000010000", "hex"), u16(protocol), payload]);

export const cooked2 = (payload: Buffer, protocol = typeOf(payload)): Buffer =>
  Buffer.concat([
    u16(protocol),
    u16(0),
    Buffer.from("00000002", "hex"),
    u16(1),
    Buffer.from([0, 6]),
    Buffer.from("0200000000010000", "hex"),
    payload,
  ]);

export function loopback(payload: Buffer, order: "LE" | "BE", family = typeOf(payload) === ipv6Type ? 30 : 2): Buffer {
  const head = Buffer.alloc(4);
  if (order === "LE") head.writeUInt32LE(family);
  else head.writeUInt32BE(family);
  return Buffer.concat([head, payload]);
}
