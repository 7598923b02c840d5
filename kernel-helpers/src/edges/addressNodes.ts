import { octetPlace, sortedByKey } from "./nameOrder";
import type { Namer } from "./node";
import type { SortedNodes } from "./order";

/**
 * The nodes of IPv4 addresses by name, which is the address's text. All texts are written at once and then cut: a tenth of a second less
 * for a hundred thousand than one by one.
 *
 * @param listed the bytes of each address, and then the number of its node: four bytes each
 */
export function addressNodes(listed: Buffer, name: Namer): SortedNodes {
  const count = listed.length / 8;
  const keys = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 8)
    keys[i] =
      ((octetPlace[listed[at]] * 256 + octetPlace[listed[at + 1]]) * 256 + octetPlace[listed[at + 2]]) * 256 + octetPlace[listed[at + 3]];
  const sorted = sortedByKey(keys);

  const text = Buffer.allocUnsafe(count * 16);
  let length = 0;
  const order = new Uint32Array(count);
  for (let place = 0; place < count; place++) {
    const at = sorted[place] * 8;
    order[place] = listed.readUInt32LE(at + 4);
    for (let octet = 0; octet < 4; octet++) {
      const value = listed[at + octet];
      if (value > 99) text[length++] = zero + Math.floor(value / 100);
      if (value > 9) text[length++] = zero + (Math.floor(value / 10) % 10);
      text[length++] = zero + (value % 10);
      text[length++] = octet < 3 ? dot : newline;
    }
  }
  const names = count > 0 ? text.toString("latin1", 0, length - 1).split("\n") : [];
  const bytes = new Uint8Array(4);
  const nodes = names.map((address, place) => {
    for (let octet = 0; octet < 4; octet++) bytes[octet] = listed[sorted[place] * 8 + octet];
    return name(address, bytes, null);
  });
  return { nodes, order };
}

const zero = 48;
const dot = 46;
const newline = 10;
