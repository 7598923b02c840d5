/**
 * Numbers pairs of addresses in order of appearance: an open-addressing hash on typed arrays, one for each address length.
 *
 * A pair's words are compared one by one. Two IPv4 addresses must never be packed into one JS number: 64 bits do not fit its 53,
 * and distinct pairs would fall together.
 */
export class FlowDictionary {
  /** Slots of `words` address words and then the flow's number + 1; 0 is an empty slot. A slot lies in one or two cache lines. */
  private slots: Int32Array;
  private readonly words: number;
  private readonly stride: number;
  private mask: number;
  private readonly probe: Int32Array;
  size = 0;

  constructor(addressLength: 4 | 16) {
    this.words = addressLength / 2;
    this.stride = this.words + 1;
    this.mask = 1023;
    this.slots = new Int32Array((this.mask + 1) * this.stride);
    this.probe = new Int32Array(this.words);
  }

  /** The number of the pair at these offsets. A new pair gets the next number, `size` - 1 afterwards. */
  find(bytes: Uint8Array, source: number, destination: number): number {
    const { probe, words, stride } = this;
    const half = words >> 1;
    let hash = 0;
    for (let i = 0; i < words; i++) {
      const at = i < half ? source + i * 4 : destination + (i - half) * 4;
      const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
      probe[i] = word;
      hash = mixed(hash ^ word);
    }
    for (let slot = hash & this.mask; ; slot = (slot + 1) & this.mask) {
      const at = slot * stride;
      const number = this.slots[at + words];
      if (number === 0) return this.add(at);
      let i = 0;
      while (i < words && this.slots[at + i] === probe[i]) i++;
      if (i === words) return number - 1;
    }
  }

  private add(at: number): number {
    this.slots.set(this.probe, at);
    this.slots[at + this.words] = ++this.size;
    if (this.size * 2 > this.mask) this.grow();
    return this.size - 1;
  }

  private grow(): void {
    const { slots, stride, words } = this;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * stride);
    for (let from = 0; from < slots.length; from += stride) {
      if (slots[from + words] === 0) continue;
      let hash = 0;
      for (let i = 0; i < words; i++) hash = mixed(hash ^ slots[from + i]);
      let slot = hash & this.mask;
      while (this.slots[slot * stride + words] !== 0) slot = (slot + 1) & this.mask;
      this.slots.set(slots.subarray(from, from + stride), slot * stride);
    }
  }
}

/** Murmur's finaliser: every bit of the word reaches every bit of the hash, as neighbouring addresses differ in few. */
function mixed(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
