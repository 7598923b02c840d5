/**
 * A link layer finds the outermost IP header of the frame [start, end): its offset, or a negative number of `reasons` that says
 * why there is none. It looks at bytes before `end` only and never throws. A number, because this is called for every frame.
 */
export type LinkLayer = (bytes: Uint8Array, start: number, end: number) => number;

export const cutOff = -1;
export const arp = -2;
export const notIp = -3;
export const badIpHeader = -4;
export const lengthBelowHeader = -5;
export const unknownLinkType = -6;

/** Why a frame was left out; the reason of code -n is at n. */
export const reasons = [
  "",
  "cut off before the addresses",
  "ARP",
  "not IP",
  "bad IP header",
  "IP length below its header",
  "unknown link type",
] as const;
