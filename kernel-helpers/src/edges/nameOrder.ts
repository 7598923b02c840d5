/** Indices of names in the order of the names. Dotted IPv4 addresses, of which there may be many, are compared as one number each. */
export function nameOrder(names: readonly string[]): Uint32Array {
  const addresses: number[] = [];
  const keys: number[] = [];
  const others: number[] = [];
  names.forEach((name, i) => {
    const key = dottedKey(name);
    if (key < 0) others.push(i);
    else {
      addresses.push(i);
      keys.push(key);
    }
  });
  others.sort((a, b) => (names[a] < names[b] ? -1 : 1));

  const order = new Uint32Array(names.length);
  let other = 0;
  let at = 0;
  for (const index of sortedByKey(keys)) {
    const address = addresses[index];
    while (other < others.length && names[others[other]] < names[address]) order[at++] = others[other++];
    order[at++] = address;
  }
  while (other < others.length) order[at++] = others[other++];
  return order;
}

const indexBits = 21;

/** Indices of whole keys below 2^32 in the order of the keys. A key and an index fit the 53 bits of a double, which is sorted without a comparison in JavaScript: eight times as fast. */
function sortedByKey(keys: ArrayLike<number>): Uint32Array {
  const count = 2 ** indexBits;
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) order[i] = i;
  if (keys.length > count) return order.sort((a, b) => keys[a] - keys[b]);
  const packed = new Float64Array(keys.length);
  for (let i = 0; i < keys.length; i++) packed[i] = keys[i] * count + i;
  packed.sort();
  for (let i = 0; i < keys.length; i++) order[i] = packed[i] % count;
  return order;
}

/** Place of each octet among all as text: 0, 1, 10, 100, 101, … A dot, and the end, come before any digit. */
export const octetPlace: Uint8Array = new Uint8Array(256);
let place = 1;
for (let first = 1; first < 10; first++) placeFrom(first);

/** Places an octet and those whose text begins with its. */
function placeFrom(octet: number): void {
  if (octet > 255) return;
  octetPlace[octet] = place++;
  for (let digit = 0; digit < 10; digit++) placeFrom(octet * 10 + digit);
}

/** A number that orders dotted IPv4 addresses as their text is ordered; -1 for other text. */
function dottedKey(name: string): number {
  if (name.length < 7 || name.length > 15) return -1;
  let key = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i <= name.length; i++) {
    const code = i < name.length ? name.charCodeAt(i) : dot;
    if (code >= zero && code <= zero + 9) {
      if (digits > 0 && octet === 0) return -1; // A leading zero is not how an address is written here.
      octet = octet * 10 + code - zero;
      digits++;
    } else if (code === dot && digits > 0 && octet < 256) {
      key = key * 256 + octetPlace[octet];
      octet = 0;
      digits = 0;
      dots++;
    } else return -1;
  }
  return dots === 4 ? key : -1;
}

const dot = 46;
const zero = 48;
