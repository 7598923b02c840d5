import type { Packet } from "../../pcap/packet";

/** Which ends of a packet its content key has: address translation rewrites one of them on the way, address and port. */
export type Ends = "both" | "source" | "destination";

const tcp = 6;
const udp = 17;
/** So much behind the IP header tells packets apart. More would not be in captures of short snap lengths, 68 bytes of Ethernet and IPv4. */
const reach = 32;

/**
 * Two 32-bit words that stand for what stays the same of a packet on its way, over bridges, through routers and, with one end, through
 * address translation: IP length, protocol, IP id, addresses, ports, sequence numbers and the first bytes of payload. Time to live, traffic
 * class and checksums change and are not in it, nor is the link layer.
 */
export function contentKey(packet: Packet, ends: Ends, key: Int32Array): void {
  const { bytes, version, ip, ipLength, source, destination, addressLength } = packet;
  const transport = transportOffset(packet);
  const protocol = version === 4 ? bytes[ip + 9] : bytes[ip + 6];
  let a = 0x2545f491;
  let b = 0x6a09e667;
  const feed = (word: number): void => {
    a = Math.imul(a ^ word, 0x85ebca6b);
    a ^= a >>> 13;
    b = Math.imul(b ^ word, 0xc2b2ae35);
    b = (b << 15) | (b >>> 17);
    b ^= b >>> 11;
  };

  feed(ipLength ^ (protocol << 24) ^ (version << 20));
  feed(fragmentWord(packet));
  for (let i = 0; i < addressLength; i += 4) {
    if (ends !== "destination") feed(wordAt(bytes, source + i));
    if (ends !== "source") feed(wordAt(bytes, destination + i));
  }
  const hasPorts = (protocol === tcp || protocol === udp) && !isLaterFragment(packet);
  const stop = Math.min(packet.end, ip + ipLength, transport + reach);
  for (let at = transport; at < stop; at += 4) {
    let word = at + 4 <= stop ? wordAt(bytes, at) : lastWord(bytes, at, stop);
    if (hasPorts) {
      if (at === transport && ends !== "both") word = ends === "source" ? word >>> 16 : word & 0xffff;
      else if (protocol === tcp && at === transport + 16) word &= 0xffff;
      else if (protocol === udp && at === transport + 4) word >>>= 16;
    }
    feed(word);
  }
  key[0] = a ^ (a >>> 16);
  key[1] = b ^ (b >>> 15);
}

/** A hash of what is the same before and after address translation too: good for choosing some packets, the same at each point. */
export function choiceOf(packet: Packet): number {
  const { bytes, ip, version, ipLength, end } = packet;
  const at = transportOffset(packet) + (bytes[ip + (version === 4 ? 9 : 6)] === tcp ? 4 : 8);
  const word = at + 4 <= end ? wordAt(bytes, at) : 0;
  const hash = Math.imul(word ^ (ipLength << 16) ^ fragmentWord(packet), 0x9e3779b1);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
}

/**
 * Whether a packet has something of its own, that another with the same ends and length would not have: a sequence number, an IP id, or
 * payload that is no filler. One that has not proves little when it is seen again.
 */
export function isDistinct(packet: Packet): boolean {
  const { bytes, ip, version, ipLength, end } = packet;
  const protocol = bytes[ip + (version === 4 ? 9 : 6)];
  const transport = transportOffset(packet);
  if (version === 4 && wordAt(bytes, ip + 4) >>> 16 > 1) return true;
  if (protocol === tcp && transport + 8 <= end && wordAt(bytes, transport + 4) >>> 0 > 1) return true;
  const stop = Math.min(end, ip + ipLength, transport + reach);
  let changes = 0;
  for (let at = transport + (protocol === tcp ? 21 : 9); at < stop; at++) if (bytes[at] !== bytes[at - 1]) changes++;
  return changes > 2;
}

/** Whether a packet is to many, by multicast or by broadcast to all. */
export const isToMany = ({ bytes, destination, version }: Packet): boolean => bytes[destination] >= (version === 4 ? 224 : 0xff);

/** Behind IPv4 options; right behind the fixed header of IPv6, as its extension headers stay the same on the way. */
const transportOffset = ({ bytes, ip, version }: Packet): number => ip + (version === 4 ? (bytes[ip] & 0x0f) * 4 : 40);

/** IPv4: id, flags and place of the fragment. IPv6 has none of them in its fixed header. */
const fragmentWord = ({ bytes, ip, version }: Packet): number => (version === 4 ? wordAt(bytes, ip + 4) : 0);

const isLaterFragment = ({ bytes, ip, version }: Packet): boolean => version === 4 && (((bytes[ip + 6] & 0x1f) << 8) | bytes[ip + 7]) > 0;

const wordAt = (bytes: Uint8Array, at: number): number => (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];

function lastWord(bytes: Uint8Array, at: number, end: number): number {
  let word = end - at;
  for (; at < end; at++) word = (word << 8) | bytes[at];
  return word;
}
