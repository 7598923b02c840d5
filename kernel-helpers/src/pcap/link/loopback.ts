import { behindEthertype } from "./ethertype";
import { withVersion } from "./ip";
import { cutOff, notIp, type LinkLayer } from "./layer";
import { ppp } from "./ppp";

/**
 * BSD loopback: four bytes of address family, in the byte order of the machine that captured. A family never exceeds 16 bits, which tells
 * the orders apart; of two bytes of which the lower is zero, the other is the family (IRIX). Some writers put a PPP header or an EtherType there.
 */
export const loopback: LinkLayer = (bytes, start, end) => {
  if (start + 4 > end) return cutOff;
  if (bytes[start] === 0xff && bytes[start + 1] === 3) return ppp(bytes, start, end);
  const last = (bytes[start + 2] << 8) | bytes[start + 3];
  const bigEndian = last >= 0x600 || (bytes[start] === 0 && bytes[start + 1] === 0);
  const value = bigEndian ? last : (bytes[start + 1] << 8) | bytes[start];
  if (value >= 0x600) return behindEthertype(bytes, start + 4, end, value);
  return behindFamily(bytes, start + 4, end, (value & 0xff) === 0 ? value >> 8 : value);
};

/** The same of OpenBSD: the family is in network byte order. */
export const loop: LinkLayer = (bytes, start, end) =>
  start + 4 > end ? cutOff : behindFamily(bytes, start + 4, end, bigEndianWord(bytes, start));

/** IPv6 has another number in each system; these are Wireshark's. */
function behindFamily(bytes: Uint8Array, offset: number, end: number, family: number): number {
  switch (family) {
    case 2:
      return withVersion(bytes, offset, end, 4);
    case 24: // NetBSD, OpenBSD, Npcap
    case 28: // FreeBSD
    case 30: // macOS
      return withVersion(bytes, offset, end, 6);
    default:
      return notIp;
  }
}

const bigEndianWord = (b: Uint8Array, i: number): number => ((b[i] << 24) | (b[i + 1] << 16) | (b[i + 2] << 8) | b[i + 3]) >>> 0;
