import type { Packet } from "./packet";

/** That an IP packet is a piece of a datagram. */
export interface Fragment {
  /** Number that all pieces of the datagram have: 16 bits in IPv4, 32 in IPv6. */
  readonly id: number;
  readonly protocol: number;
  /** Whether it is the first piece, which alone has the transport header. */
  readonly first: boolean;
  /** Bytes of the datagram in this piece by the IP header's word. */
  readonly length: number;
}

const fragmentHeader = 44;

/** What piece of a datagram the packet is; null when it is a whole one. Of IPv6 a fragment header right behind the IP header is read. */
export function fragmentOf({ bytes, ip, ipLength, version, end }: Packet): Fragment | null {
  if (version === 4) {
    const flags = bytes.readUInt16BE(ip + 6);
    if ((flags & 0x3fff) === 0) return null;
    const id = bytes.readUInt16BE(ip + 4);
    return { id, protocol: bytes[ip + 9], first: (flags & 0x1fff) === 0, length: ipLength - (bytes[ip] & 0x0f) * 4 };
  }
  if (bytes[ip + 6] !== fragmentHeader || ip + 48 > end) return null;
  const first = (bytes.readUInt16BE(ip + 42) & 0xfff8) === 0;
  return { id: bytes.readUInt32BE(ip + 44), protocol: bytes[ip + 40], first, length: ipLength - 48 };
}
