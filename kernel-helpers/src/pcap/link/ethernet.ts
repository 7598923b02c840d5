import { behindEthertype, behindLlc } from "./ethertype";
import { cutOff, type LinkLayer } from "./layer";

/** Ethernet II, and IEEE 802.3 where the type field is a length. */
export const ethernet: LinkLayer = (bytes, start, end) => {
  if (start + 14 > end) return cutOff;
  const type = (bytes[start + 12] << 8) | bytes[start + 13];
  // The straight way for nearly all frames.
  if (type === 0x0800 && start + 34 <= end && bytes[start + 14] >> 4 === 4) return start + 14;
  return type < 0x600 ? behindLlc(bytes, start + 14, end) : behindEthertype(bytes, start + 14, end, type);
};
