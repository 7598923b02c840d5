import { behindEthertype } from "./ethertype";
import { withVersion } from "./ip";
import { cutOff, notIp, type LinkLayer } from "./layer";
import { ppp } from "./ppp";

/**
 * BSD loopback: four bytes of address family, in the byte order of the machine that captured (null) or of the network (loop).
 * A family never exceeds 16 bits, which tells the orders apart. Some writers put a PPP header or, in the last two bytes, an EtherType there.
 */
export const loopback: LinkLayer = (bytes, start, end) => {
  if (start + 4 > end) return cutOff;
  if (bytes[start] === 0xff && bytes[start + 1] === 3) return ppp(bytes, start, end);
  const last = (bytes[start + 2] << 8) | bytes[start + 3];
  if (last >= 0x600) return behindEthertype(bytes, start + 4, end, last);
  const bigEndian = bytes[start] === 0 && bytes[start + 1] === 0;
  switch (bigEndian ? last : (bytes[start + 1] << 8) | bytes[start]) {
    case 2:
      return withVersion(bytes, start + 4, end, 4);
    case 10: // Linux
    case 23: // Windows
    case 24: // NetBSD, OpenBSD
    case 28: // FreeBSD
    case 30: // macOS
      return withVersion(bytes, start + 4, end, 6);
    default:
      return notIp;
  }
};
