/*
 * A damaged block can say that every weight of its Huffman table is the same symbol, with certainty: reading a weight then takes no bits,
 * and fzstd 0.1.1 reads weights for ever. Such a block is found before fzstd sees it.
 */

/** Bits of a table of weights at most (RFC 8878, section 4.2.1.2): there are 2^6 states. */
const leastAccuracy = 5;

/**
 * Whether the weights of a block's Huffman table, if it has one, take no bits at all.
 *
 * @param block a block of a zstd frame with its header of three bytes
 * @see RFC 8878, sections 3.1.1.3.1.1 (literals), 4.2.1.2 (weights) and 4.1.1 (the table's description)
 */
export function hasEndlessWeights(block: Uint8Array): boolean {
  const compressed = ((block[0] >>> 1) & 3) === 2;
  if (!compressed || (block[3] & 3) !== 2) return false;
  const literalsHeader = [3, 3, 4, 5][(block[3] >>> 2) & 3];
  const at = 3 + literalsHeader;
  // From 128 on, weights are plain half bytes.
  return block[at] < 128 && isOneSymbol(block, at + 1);
}

/** Whether a description of a distribution gives all of it to one symbol. */
function isOneSymbol(bytes: Uint8Array, at: number): boolean {
  const whole = 1 << ((bytes[at] & 15) + leastAccuracy);
  const read = (position: number, count: number) => {
    let value = 0;
    for (let bit = 0; bit < count; bit++) value |= (((bytes[(position + bit) >>> 3] ?? 0) >>> ((position + bit) & 7)) & 1) << bit;
    return value;
  };
  let position = at * 8 + 4;
  // Symbols before the first with a share have none; after one that has less than all, no other can have all.
  for (let symbol = 0; symbol < 256; symbol++) {
    const bits = 31 - Math.clz32(whole + 1);
    const most = (1 << (bits + 1)) - 1;
    const spared = most - whole - 1;
    const short = read(position, bits);
    let value = short;
    if (short < spared) position += bits;
    else {
      value = read(position, bits + 1);
      position += bits + 1;
      if (value >= 1 << bits) value -= spared;
    }
    const share = value - 1;
    if (share !== 0) return share === whole;
    // Behind a symbol without a share stands how many more there are without one, in pairs of bits.
    for (let more = 3; more === 3; position += 2) {
      more = read(position, 2);
      symbol += more;
      if (position > bytes.length * 8) return false;
    }
  }
  return false;
}
