import type { Packet } from "./packet";

/** Where a packet's transport header stands, behind IPv4 options or IPv6 extension headers. */
export interface TransportHeader {
  /** IP protocol number: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6. */
  readonly protocol: number;
  /** Offset of the header in the packet's bytes; it may lie behind `packet.end` when the snap length cut it off. */
  readonly offset: number;
  /** Length of the transport header and payload by the IP header's word: does not shrink with the snap length. */
  readonly length: number;
}

const hopByHop = 0;
const routing = 43;
const fragment = 44;
const authentication = 51;
const destinationOptions = 60;

/** The packet's transport header; null for a fragment that does not hold it, and where the headers before it are cut off. */
export function transportOf(packet: Packet): TransportHeader | null {
  return packet.version === 4 ? behindIpv4(packet) : behindIpv6(packet);
}

function behindIpv4({ bytes, ip, ipLength }: Packet): TransportHeader | null {
  const fragmentOffset = ((bytes[ip + 6] & 0x1f) << 8) | bytes[ip + 7];
  if (fragmentOffset > 0) return null;
  const headerLength = (bytes[ip] & 0x0f) * 4;
  return { protocol: bytes[ip + 9], offset: ip + headerLength, length: ipLength - headerLength };
}

function behindIpv6({ bytes, ip, ipLength, end }: Packet): TransportHeader | null {
  let protocol = bytes[ip + 6];
  let offset = ip + 40;
  while (
    protocol === hopByHop ||
    protocol === routing ||
    protocol === destinationOptions ||
    protocol === fragment ||
    protocol === authentication
  ) {
    if (offset + 8 > end) return null;
    if (protocol === fragment && (bytes.readUInt16BE(offset + 2) & 0xfff8) !== 0) return null;
    const next = bytes[offset];
    if (protocol === fragment) offset += 8;
    else if (protocol === authentication) offset += (bytes[offset + 1] + 2) * 4;
    else offset += (bytes[offset + 1] + 1) * 8;
    protocol = next;
  }
  return { protocol, offset, length: ipLength - (offset - ip) };
}
