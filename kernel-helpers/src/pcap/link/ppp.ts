import { behindEthertype } from "./ethertype";
import { cutOff, type LinkLayer } from "./layer";
import { behindPppProtocol } from "./pppProtocol";

/** PPP: with or without the HDLC address and control bytes ff 03. */
export const ppp: LinkLayer = (bytes, start, end) => {
  if (start + 2 > end) return cutOff;
  const hdlc = bytes[start] === 0xff && bytes[start + 1] === 3;
  return behindPppProtocol(bytes, hdlc ? start + 2 : start, end);
};

/** PPP with a direction byte before it, as pppd writes it. */
export const pppWithDirection: LinkLayer = (bytes, start, end) => (start + 1 > end ? cutOff : ppp(bytes, start + 1, end));

/** Cisco HDLC: address, control, EtherType. */
export const ciscoHdlc: LinkLayer = (bytes, start, end) =>
  start + 4 > end ? cutOff : behindEthertype(bytes, start + 4, end, (bytes[start + 2] << 8) | bytes[start + 3]);

/** PPP over Ethernet without its Ethernet header. */
export const pppOverEthernet: LinkLayer = (bytes, start, end) => behindEthertype(bytes, start, end, 0x8864);
