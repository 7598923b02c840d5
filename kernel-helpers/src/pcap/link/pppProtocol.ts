import { behindMpls } from "./ethertype";
import { withVersion } from "./ip";
import { cutOff, notIp } from "./layer";

/** A PPP protocol number of two bytes, or of one where it is compressed (its low bit is set). */
export function behindPppProtocol(bytes: Uint8Array, offset: number, end: number): number {
  if (offset + 2 > end) return cutOff;
  const compressed = bytes[offset] & 1;
  const protocol = compressed ? bytes[offset] : (bytes[offset] << 8) | bytes[offset + 1];
  const payload = offset + (compressed ? 1 : 2);
  switch (protocol) {
    case 0x0021:
    case 0x0800: // An EtherType, as some writers have it
      return withVersion(bytes, payload, end, 4);
    case 0x0057:
    case 0x86dd:
      return withVersion(bytes, payload, end, 6);
    case 0x0281: // MPLS, unicast and multicast
    case 0x0283:
      return behindMpls(bytes, payload, end);
    default:
      return notIp;
  }
}
