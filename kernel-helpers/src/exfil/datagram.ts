import { isIPv6 } from "node:net";
import { ConfigError } from "../config";
import type { ResolvedTheft } from "./resolve";

/*
 * Over udp a message is one datagram, and a datagram longer than the MTU would leave in fragments: all but the first without ports,
 * so that no packet could be given to its theft by address and port.
 */

/** Bytes of an IP packet on the lab's networks: Ethernet's. */
const mtu = 1500;

/** Bytes of an IP header without options, and UDP's. */
const headers = { ipv4: 20 + 8, ipv6: 40 + 8 };

/** Bytes of a data message's fields beside index and chunk: job id and two separators. */
const fields = 7 + 3 + 3;

/** The greatest chunk that fits, when the file has `bytes` and the least chunk is `least`, bytes. */
export function greatestInDatagram(bytes: number, least: number, addresses: readonly string[]): number {
  const room = roomFor(addresses);
  return Math.floor((room - others(bytes, least)) / 4);
}

/** Bytes of a datagram beside four for each of the chunk's. The payload is the file, IV and padding; zlib adds less than a thousandth. */
function others(bytes: number, least: number): number {
  const chunks = Math.ceil((bytes * 1.001 + 64) / least);
  return 2 * (fields + String(chunks - 1).length);
}

function roomFor(addresses: readonly string[]): number {
  return mtu - (addresses.some((address) => isIPv6(address)) ? headers.ipv6 : headers.ipv4);
}

/**
 * Checks that each message of a theft over udp fits into one packet.
 *
 * A datagram is the hexadecimal digits of a message, which itself has the chunk in hexadecimal digits: four bytes for each of the
 * chunk's, two for each of the other fields'.
 *
 * @param addresses where the theft's datagrams go to
 * @throws ConfigError with the datagram's size and the greatest chunk
 */
export function checkDatagram({ chunk, data }: Pick<ResolvedTheft, "chunk" | "data">, addresses: readonly string[], key: string): void {
  const room = roomFor(addresses);
  const most = greatestInDatagram(data.bytes, chunk.min, addresses);
  if (chunk.max <= most) return;
  throw new ConfigError(
    `${key}.chunk.max`,
    `must be at most ${most} over udp: a message is one datagram, ${others(data.bytes, chunk.min) + 4 * chunk.max} B for a chunk of ${chunk.max} B, ` +
      `and the MTU of ${mtu} B leaves ${room} B, not ${chunk.max}`,
  );
}
