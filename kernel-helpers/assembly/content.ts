// What tells a packet from others wherever it is seen. One packet is in view at a time.

/** Which ends a content key has: address translation rewrites one of them on the way, address and port. */
export const both: u32 = 0;
export const sourceOnly: u32 = 1;
export const destinationOnly: u32 = 2;

const tcp: u32 = 6;
const udp: u32 = 17;
/** So much behind the IP header tells packets apart. More would not be in captures of short snap lengths, 68 bytes of Ethernet and IPv4. */
const reach: u32 = 32;

let ip: usize = 0;
let version: u32 = 4;
let length: u32 = 0;
let end: usize = 0;
let protocol: u32 = 0;
/** Behind IPv4 options; right behind the fixed header of IPv6, as its extension headers stay the same on the way. */
let transport: usize = 0;
/** IPv4: id, flags and place of the fragment. IPv6 has none of them in its fixed header. */
let fragment: u32 = 0;

/** Puts a packet in view: its IP header is at `at`, and its captured bytes end at `to`. */
export function view(at: usize, ofVersion: u32, ipLength: u32, to: usize): void {
  ip = at;
  version = ofVersion;
  length = ipLength;
  end = to;
  const header: u32 = version === 4 ? ((<u32>load<u8>(ip)) & 15) * 4 : 40;
  transport = ip + header;
  protocol = version === 4 ? load<u8>(ip, 9) : load<u8>(ip, 6);
  fragment = version === 4 ? bswap<u32>(load<u32>(ip, 4)) : 0;
}

/**
 * A hash of what is the same of a packet before and after address translation too: good for choosing some packets, the same at each point. For all
 * packets, so that it does not need them in view.
 */
export function choiceOf(at: usize, ofVersion: u32, ipLength: u32, to: usize): u32 {
  const isVersion4 = ofVersion === 4;
  const isTcp = (isVersion4 ? load<u8>(at, 9) : load<u8>(at, 6)) === tcp;
  const headers: u32 = (isVersion4 ? ((<u32>load<u8>(at)) & 15) * 4 : 40) + (isTcp ? 4 : 8);
  const word = at + headers + 4 <= to ? bswap<u32>(load<u32>(at + headers)) : 0;
  const hash = (word ^ (ipLength << 16) ^ (isVersion4 ? bswap<u32>(load<u32>(at, 4)) : 0)) * 0x9e3779b1;
  return (hash ^ (hash >> 15)) * 0x85ebca6b;
}

/** The choice of the packet in view. */
export function choice(): u32 {
  return choiceOf(ip, version, length, end);
}

/** The words of the packet's content key. */
export let keyA: u32 = 0;
export let keyB: u32 = 0;

/**
 * Makes the two words that stand for what stays the same of the packet on its way, over bridges, through routers and, with one end, through
 * address translation: IP length, protocol, IP id, addresses, ports, sequence numbers and the first bytes of payload. Time to live, traffic
 * class and checksums change and are not in it, nor is the link layer.
 */
export function makeKey(ends: u32): void {
  keyA = 0x2545f491;
  keyB = 0x6a09e667;
  feed(length ^ (protocol << 24) ^ (version << 20));
  feed(fragment);
  const addressLength: u32 = version === 4 ? 4 : 16;
  const source = ip + (version === 4 ? 12 : 8);
  for (let i: u32 = 0; i < addressLength; i += 4) {
    if (ends !== destinationOnly) feed(load<u32>(source + i));
    if (ends !== sourceOnly) feed(load<u32>(source + addressLength + i));
  }
  const isLaterFragment = (fragment & 0x1fff) !== 0;
  const hasPorts = (protocol === tcp || protocol === udp) && !isLaterFragment;
  const stop = lastLooked();
  for (let at = transport; at < stop; at += 4) {
    let word = at + 4 <= stop ? bswap<u32>(load<u32>(at)) : lastWord(at, stop);
    if (hasPorts) {
      if (at === transport && ends !== both) word = ends === sourceOnly ? word >> 16 : word & 0xffff;
      else if (protocol === tcp && at === transport + 16) word &= 0xffff;
      else if (protocol === udp && at === transport + 4) word >>= 16;
    }
    feed(word);
  }
  keyA ^= keyA >> 16;
  keyB ^= keyB >> 15;
}

export function contentA(): u32 {
  return keyA;
}

export function contentB(): u32 {
  return keyB;
}

function feed(word: u32): void {
  keyA = (keyA ^ word) * 0x85ebca6b;
  keyA ^= keyA >> 13;
  keyB = rotl<u32>((keyB ^ word) * 0xc2b2ae35, 15);
  keyB ^= keyB >> 11;
}

function lastLooked(): usize {
  return min(end, min(ip + length, transport + reach));
}

function lastWord(at: usize, stop: usize): u32 {
  let word = <u32>(stop - at);
  for (; at < stop; at++) word = (word << 8) | (<u32>load<u8>(at));
  return word;
}

/**
 * Whether the packet has something of its own, that another with the same ends and length would not have: a sequence number, an IP id, or
 * payload that is no filler. One that has not proves little when it is seen again.
 */
export function isDistinct(): bool {
  if (fragment >> 16 > 1) return true;
  if (protocol === tcp && transport + 8 <= end && bswap<u32>(load<u32>(transport, 4)) > 1) return true;
  const stop = lastLooked();
  let changes = 0;
  for (let at = transport + (protocol === tcp ? 21 : 9); at < stop; at++) if (load<u8>(at) !== load<u8>(at - 1)) changes++;
  return changes > 2;
}

/** Whether it is to many, by multicast or by broadcast to all. */
export function isToMany(): bool {
  return version === 4 ? load<u8>(ip, 16) >= 224 : load<u8>(ip, 24) === 0xff;
}
