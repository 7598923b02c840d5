// IPv4 addresses as text, and in the order of their text. They are listed: four bytes of an address, then the number of its node.
const listedBytes: usize = 8;
const zero: u8 = 48;
const dot: u8 = 46;
const newline: u8 = 10;

/**
 * Sorts listed addresses, from the last octet to the first.
 *
 * @param scratch room for as many
 * @param places the place of each octet among all as text
 * @param next room for 256 words
 */
export function sortAddresses(listed: usize, count: u32, scratch: usize, places: usize, next: usize): void {
  byOctet(3, listed, scratch, count, places, next);
  byOctet(2, scratch, listed, count, places, next);
  byOctet(1, listed, scratch, count, places, next);
  byOctet(0, scratch, listed, count, places, next);
}

/** Counting sort by one octet; those with the same keep their order. */
function byOctet(octet: u32, from: usize, to: usize, count: u32, places: usize, next: usize): void {
  memory.fill(next, 0, 1024);
  const end = from + <usize>count * listedBytes;
  for (let at = from; at < end; at += listedBytes) {
    const counted = next + <usize>load<u8>(places + load<u8>(at + octet)) * 4;
    store<u32>(counted, load<u32>(counted) + 1);
  }
  let sum: u32 = 0;
  for (let at = next; at < next + 1024; at += 4) {
    const here = load<u32>(at);
    store<u32>(at, sum);
    sum += here;
  }
  for (let at = from; at < end; at += listedBytes) {
    const place = next + <usize>load<u8>(places + load<u8>(at + octet)) * 4;
    store<u64>(to + <usize>load<u32>(place) * listedBytes, load<u64>(at));
    store<u32>(place, load<u32>(place) + 1);
  }
}

/** Writes listed addresses as lines, of at most 16 bytes each; returns where the text ends. */
export function writeAddresses(listed: usize, count: u32, into: usize): usize {
  const end = listed + <usize>count * listedBytes;
  for (let at = listed; at < end; at += listedBytes)
    for (let octet: usize = 0; octet < 4; octet++) {
      const value = load<u8>(at + octet);
      if (value > 99) store<u8>(into++, zero + value / 100);
      if (value > 9) store<u8>(into++, zero + ((value / 10) % 10));
      store<u8>(into++, zero + (value % 10));
      store<u8>(into++, octet < 3 ? dot : newline);
    }
  return into;
}
