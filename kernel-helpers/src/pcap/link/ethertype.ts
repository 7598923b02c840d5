import { byVersion, withVersion } from "./ip";
import { arp, cutOff, notIp } from "./layer";
import { behindPppProtocol } from "./pppProtocol";

/** Follows EtherTypes from `offset`, where the payload of `ethertype` begins, through VLAN, QinQ, MPLS and PPPoE to an IP header. */
export function behindEthertype(bytes: Uint8Array, offset: number, end: number, ethertype: number): number {
  for (;;) {
    switch (ethertype) {
      case 0x0800:
        return withVersion(bytes, offset, end, 4);
      case 0x86dd:
        return withVersion(bytes, offset, end, 6);
      case 0x8100: // VLAN
      case 0x88a8: // QinQ
      case 0x9100: // QinQ before it was standardised
        if (offset + 4 > end) return cutOff;
        ethertype = (bytes[offset + 2] << 8) | bytes[offset + 3];
        offset += 4;
        if (ethertype < 0x600) return behindLlc(bytes, offset, end);
        break;
      case 0x8926: // VN-Tag
        if (offset + 6 > end) return cutOff;
        ethertype = (bytes[offset + 4] << 8) | bytes[offset + 5];
        offset += 6;
        break;
      case 0x88e7: // MAC in MAC: a tag, then a whole Ethernet header
        if (offset + 18 > end) return cutOff;
        ethertype = (bytes[offset + 16] << 8) | bytes[offset + 17];
        offset += 18;
        if (ethertype < 0x600) return behindLlc(bytes, offset, end);
        break;
      case 0x22f3: // TRILL: options as its header says, then a whole Ethernet header
        if (offset + 2 > end) return cutOff;
        offset += 6 + (((bytes[offset] & 7) << 2) | (bytes[offset + 1] >> 6)) * 4;
        if (offset + 14 > end) return cutOff;
        ethertype = (bytes[offset + 12] << 8) | bytes[offset + 13];
        offset += 14;
        if (ethertype < 0x600) return behindLlc(bytes, offset, end);
        break;
      case 0x8847: // MPLS, unicast and multicast
      case 0x8848:
        return behindMpls(bytes, offset, end);
      case 0x8864: // PPPoE session: 6 bytes, then a PPP protocol number
        return offset + 6 > end ? cutOff : behindPppProtocol(bytes, offset + 6, end);
      case 0x0806:
      case 0x8035:
        return arp;
      default:
        return notIp;
    }
  }
}

/** IEEE 802.2: IP has a number of its own, which few use, and comes in SNAP with an EtherType inside. */
export function behindLlc(bytes: Uint8Array, offset: number, end: number): number {
  if (offset + 3 <= end && bytes[offset] === 0x06 && bytes[offset + 2] === 3) return withVersion(bytes, offset + 3, end, 4);
  if (offset + 8 > end) return notIp;
  if (bytes[offset] !== 0xaa || bytes[offset + 1] !== 0xaa || bytes[offset + 2] !== 3) return notIp;
  const organisation = (bytes[offset + 3] << 16) | (bytes[offset + 4] << 8) | bytes[offset + 5];
  if (organisation !== 0 && organisation !== 0x0000f8) return notIp;
  return behindEthertype(bytes, offset + 8, end, (bytes[offset + 6] << 8) | bytes[offset + 7]);
}

/** Behind labels of MPLS, the last of which says so. */
export function behindMpls(bytes: Uint8Array, offset: number, end: number): number {
  for (; offset + 4 <= end; offset += 4) {
    const bottomOfStack = bytes[offset + 2] & 1;
    if (bottomOfStack)
      return bytes[offset + 4] >> 4 === 1 ? behindChannel(bytes, offset + 4, end) : byVersion(bytes, offset + 4, end, notIp);
  }
  return cutOff;
}

/** An associated channel of MPLS (RFC 4385): its type is at the end of four bytes. */
function behindChannel(bytes: Uint8Array, offset: number, end: number): number {
  if (offset + 4 > end) return notIp;
  const type = (bytes[offset + 2] << 8) | bytes[offset + 3];
  if (type === 0x0021) return withVersion(bytes, offset + 4, end, 4);
  return type === 0x0057 ? withVersion(bytes, offset + 4, end, 6) : notIp;
}
