import { behindLlc } from "./ethertype";
import { cutOff, notIp, type LinkLayer } from "./layer";

const header = 14;
const sourceAddress = 8;

/** Token ring: access and frame control, two addresses, the route where the source's upper bit says so, and in frames of data LLC. */
export const tokenRing: LinkLayer = (bytes, start, end) => {
  if (start + header > end) return cutOff;
  if ((bytes[start + 1] & 0xc0) !== 0x40) return notIp;
  const isRouted = (bytes[start + sourceAddress] & 0x80) !== 0;
  if (isRouted && start + header === end) return cutOff;
  return behindLlc(bytes, start + header + (isRouted ? bytes[start + header] & 0x1f : 0), end);
};
