import { withVersion } from "./ip";
import { cutOff, notIp } from "./layer";

/** A PPP protocol number of two bytes, or of one where it is compressed (its low bit is set). */
export function behindPppProtocol(bytes: Uint8Array, offset: number, end: number): number {
  if (offset + 2 > end) return cutOff;
  const compressed = bytes[offset] & 1;
  const protocol = compressed ? bytes[offset] : (bytes[offset] << 8) | bytes[offset + 1];
  const payload = offset + (compressed ? 1 : 2);
  if (protocol === 0x0021) return withVersion(bytes, payload, end, 4);
  if (protocol === 0x0057) return withVersion(bytes, payload, end, 6);
  return notIp;
}
