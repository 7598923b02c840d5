import { cooked, cooked2 } from "./cooked";
import { ethernet } from "./ethernet";
import { fddi } from "./fddi";
import { notIp, unknownLinkType, type LinkLayer } from "./layer";
import { loop, loopback } from "./loopback";
import { ciscoHdlc, ppp, pppByPppd, pppOverEthernet } from "./ppp";
import { ipv4Only, ipv6Only, rawIp } from "./raw";
import { tokenRing } from "./tokenRing";

/** Captures of something else than a network: they are read, and hold no IP. */
const withoutIp: LinkLayer = () => notIp;

/** Link layers by their LINKTYPE number (tcpdump.org/linktypes.html); 12 and 14 are raw IP as some systems write it. */
const layers = new Map<number, LinkLayer>([
  [0, loopback],
  [1, ethernet],
  [6, tokenRing],
  [9, ppp],
  [10, fddi],
  [12, rawIp],
  [14, rawIp],
  [50, ppp],
  [51, pppOverEthernet],
  [101, rawIp],
  [104, ciscoHdlc],
  [108, loop],
  [113, cooked],
  [166, pppByPppd],
  [189, withoutIp], // USB
  [201, withoutIp], // Bluetooth
  [220, withoutIp], // USB
  [228, ipv4Only],
  [229, ipv6Only],
  [253, withoutIp], // netlink
  [276, cooked2],
]);

/** The reader of a link type; undefined when it is not known. */
export const linkLayer = (type: number): LinkLayer | undefined => layers.get(type);

/** For an interface of unknown type among known ones: its frames are counted and left out. */
export const unreadable: LinkLayer = () => unknownLinkType;
