import { isIPv6 } from "node:net";
import { ConfigError } from "../config";
import type { ResolvedTheft } from "./resolve";

/*
 * Over udp and icmp a message is one datagram. One that is longer than the MTU leaves in fragments, all but the first without ports: the join tells
 * them by their IP id. Two packets a datagram are enough: each more is one more that can be lost, and all of it with it.
 */

/** Bytes of an IP packet on the lab's networks: Ethernet's. */
const mtu = 1500;

/** Packets that a datagram may go in. An echo request comes back whole, so it stays in one. */
const packets = { udp: 2, icmp: 1 } as const;

/** Bytes of an IP header without options (IPv6: with that of fragments), and of UDP's or ICMP's header. */
const headers = { ipv4: 20, ipv6: 40 + 8, transport: 8 };

/** Bytes of a data message's fields beside index and chunk: job id and two separators. */
const fields = 7 + 3 + 3;

/** Transports that carry a message in one datagram: its bytes for a message's. Hexadecimal digits, and base64. */
const encoded = {
  udp: (message: number) => 2 * message,
  icmp: (message: number) => 4 * Math.ceil(message / 3),
} as const;

const isDatagram = (transport: string): transport is keyof typeof encoded => Object.hasOwn(encoded, transport);

/**
 * The greatest chunk that fits, when the file has `bytes` and the least chunk is `least`, bytes; Infinity where a message may be of any
 * length.
 *
 * @param addresses where the theft's datagrams go to
 */
export function greatestInDatagram(transport: string, bytes: number, least: number, addresses: readonly string[]): number {
  if (!isDatagram(transport)) return Infinity;
  const room = roomFor(transport, addresses);
  const message = transport === "udp" ? Math.floor(room / 2) : Math.floor(room / 4) * 3;
  return Math.floor((message - others(bytes, least)) / 2);
}

/** Bytes of a message beside two for each of the chunk's. The payload is the file, IV and padding; zlib adds less than a thousandth. */
function others(bytes: number, least: number): number {
  const chunks = Math.ceil((bytes * 1.001 + 64) / least);
  return fields + String(chunks - 1).length;
}

function roomFor(transport: keyof typeof packets, addresses: readonly string[]): number {
  const each = mtu - (addresses.some((address) => isIPv6(address)) ? headers.ipv6 : headers.ipv4);
  // Where a fragment follows, one has a multiple of 8 bytes.
  const all = packets[transport] === 1 ? each : Math.floor(each / 8) * 8 * packets[transport];
  return all - headers.transport;
}

/**
 * Checks that each message of a theft over udp or icmp fits into the packets of a datagram.
 *
 * @param addresses where the theft's datagrams go to
 * @throws ConfigError with the datagram's size and the greatest chunk
 */
export function checkDatagram(theft: Pick<ResolvedTheft, "transport" | "chunk" | "data">, addresses: readonly string[], key: string): void {
  const { transport, chunk, data } = theft;
  if (!isDatagram(transport)) return;
  const most = greatestInDatagram(transport, data.bytes, chunk.min, addresses);
  if (chunk.max <= most) return;
  const length = encoded[transport](others(data.bytes, chunk.min) + 2 * chunk.max);
  throw new ConfigError(
    `${key}.chunk.max`,
    `must be at most ${most} over ${transport}: a message is one datagram, ${length} B for a chunk of ${chunk.max} B, ` +
      `and ${packets[transport] === 1 ? "a packet" : `${packets[transport]} packets`} of ${mtu} B ` +
      `${packets[transport] === 1 ? "holds" : "hold"} ${roomFor(transport, addresses)} B, not ${chunk.max}`,
  );
}
