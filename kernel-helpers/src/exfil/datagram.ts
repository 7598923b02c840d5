import { isIPv6 } from "node:net";
import { ConfigError, type Exfiltration } from "../config";

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

/**
 * Checks that each message of a theft over udp fits into one packet.
 *
 * A datagram is the hexadecimal digits of a message, which itself has the chunk in hexadecimal digits: four bytes for each of the
 * chunk's, two for each of the other fields'.
 *
 * @param addresses where the theft's datagrams go to
 * @throws ConfigError with the datagram's size and the greatest chunk
 */
export function checkDatagram({ chunk, data }: Exfiltration, addresses: readonly string[], key: string): void {
  const room = mtu - (addresses.some((address) => isIPv6(address)) ? headers.ipv6 : headers.ipv4);
  // The payload is the file, IV and padding; zlib adds less than a thousandth to what it cannot compress.
  const chunks = Math.ceil((data.bytes * 1.001 + 64) / chunk.min);
  const others = 2 * (fields + String(chunks - 1).length);
  const most = Math.floor((room - others) / 4);
  if (chunk.max <= most) return;
  throw new ConfigError(
    `${key}.chunk.max`,
    `must be at most ${most} over udp: a message is one datagram, ${others + 4 * chunk.max} B for a chunk of ${chunk.max} B, ` +
      `and the MTU of ${mtu} B leaves ${room} B, not ${chunk.max}`,
  );
}
