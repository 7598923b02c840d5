import { behindEthertype } from "./ethertype";
import { cutOff, type LinkLayer } from "./layer";
import { behindPppProtocol } from "./pppProtocol";

/** PPP: with or without HDLC's address byte ff and a control byte. Where the address is one of Cisco's, so is the rest. */
export const ppp: LinkLayer = (bytes, start, end) => {
  if (start + 2 > end) return cutOff;
  if (bytes[start] === 0x0f || bytes[start] === 0x8f) return ciscoHdlc(bytes, start, end);
  return behindPppProtocol(bytes, bytes[start] === 0xff ? start + 2 : start, end);
};

/** As pppd writes it: the address byte ff is replaced by the direction, 0 or 1. */
export const pppByPppd: LinkLayer = (bytes, start, end) => (start + 2 > end ? cutOff : behindPppProtocol(bytes, start + 2, end));

/** Cisco HDLC: address, control, EtherType. */
export const ciscoHdlc: LinkLayer = (bytes, start, end) =>
  start + 4 > end ? cutOff : behindEthertype(bytes, start + 4, end, (bytes[start + 2] << 8) | bytes[start + 3]);

/** PPP over Ethernet without its Ethernet header. */
export const pppOverEthernet: LinkLayer = (bytes, start, end) => behindEthertype(bytes, start, end, 0x8864);
