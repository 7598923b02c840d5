import { behindEthertype, behindLlc } from "./ethertype";
import { cutOff, notIp, type LinkLayer } from "./layer";

const netlink = 824;

/** Linux cooked capture, version 1 (`tcpdump -i any`): 16 bytes, the protocol at their end. */
export const cooked: LinkLayer = (bytes, start, end) => {
  if (start + 16 > end) return cutOff;
  const hardware = (bytes[start + 2] << 8) | bytes[start + 3];
  return behindCooked(bytes, start + 16, end, hardware, (bytes[start + 14] << 8) | bytes[start + 15]);
};

/** Version 2: 20 bytes, the protocol at their start. */
export const cooked2: LinkLayer = (bytes, start, end) => {
  if (start + 20 > end) return cutOff;
  const hardware = (bytes[start + 8] << 8) | bytes[start + 9];
  return behindCooked(bytes, start + 20, end, hardware, (bytes[start] << 8) | bytes[start + 1]);
};

function behindCooked(bytes: Uint8Array, offset: number, end: number, hardware: number, protocol: number): number {
  if (hardware === netlink) return notIp;
  if (protocol === 0x0004) return behindLlc(bytes, offset, end);
  return behindEthertype(bytes, offset, end, protocol);
}
