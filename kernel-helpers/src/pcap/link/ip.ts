import { badIpHeader, cutOff } from "./layer";

/** An IP header of whichever version its first four bits say. */
export function byVersion(bytes: Uint8Array, offset: number, end: number, otherwise = badIpHeader): number {
  if (offset >= end) return cutOff;
  const version = bytes[offset] >> 4;
  return version === 4 || version === 6 ? withVersion(bytes, offset, end, version) : otherwise;
}

/** The fixed header of that version must be there, as both addresses are in it. */
export function withVersion(bytes: Uint8Array, offset: number, end: number, version: 4 | 6): number {
  if (offset < end && bytes[offset] >> 4 !== version) return badIpHeader;
  return offset + (version === 4 ? 20 : 40) > end ? cutOff : offset;
}
