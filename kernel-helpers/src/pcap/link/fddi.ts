import { behindLlc } from "./ethertype";
import { cutOff, notIp, type LinkLayer } from "./layer";

const header = 13;

/** FDDI: frame control, two addresses, and in frames of data LLC. */
export const fddi: LinkLayer = (bytes, start, end) => {
  if (start + header > end) return cutOff;
  return (bytes[start] & 0xf0) === 0x50 ? behindLlc(bytes, start + header, end) : notIp;
};
