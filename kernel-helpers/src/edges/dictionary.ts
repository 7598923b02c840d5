/**
 * Numbers keys of a fixed count of 32-bit words in order of appearance: an open-addressing hash on one typed array.
 *
 * Keys are compared word by word. Two IPv4 addresses must never be packed into one JS number: 64 bits do not fit its 53, and distinct
 * pairs would fall together.
 */
export class WordDictionary {
  /** The key that `find` looks for; the caller fills it. */
  readonly key: Int32Array;
  size = 0;
  /** Slots of the key's words and then its number + 1; 0 is an empty slot. A slot lies in one or two cache lines. */
  private slots: Int32Array;
  private readonly stride: number;
  private mask: number;

  /** @param slots for the start, a power of 2; there are never less than two for each key */
  constructor(
    private readonly words: number,
    slots = 1024,
  ) {
    this.mask = slots - 1;
    this.stride = words + 1;
    this.key = new Int32Array(words);
    this.slots = new Int32Array((this.mask + 1) * this.stride);
  }

  /** The number of the key. A new one gets the next number, `size` - 1 afterwards. */
  find(): number {
    const { key, words, stride, slots, mask } = this;
    let hash = 0;
    for (let i = 0; i < words; i++) hash = mixed(hash ^ key[i]);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = slot * stride;
      const number = slots[at + words];
      if (number === 0) return this.add(at);
      let i = 0;
      while (i < words && slots[at + i] === key[i]) i++;
      if (i === words) return number - 1;
    }
  }

  /** The number of the key; -1 when it has none yet. */
  lookUp(): number {
    const { key, words, stride, slots, mask } = this;
    let hash = 0;
    for (let i = 0; i < words; i++) hash = mixed(hash ^ key[i]);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = slot * stride;
      if (slots[at + words] === 0) return -1;
      let i = 0;
      while (i < words && slots[at + i] === key[i]) i++;
      if (i === words) return slots[at + words] - 1;
    }
  }

  private add(at: number): number {
    this.slots.set(this.key, at);
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
      for (let i = 0; i < stride; i++) this.slots[slot * stride + i] = slots[from + i];
    }
  }
}

/** Writes the address at `offset` into the words of a key. */
export function addressWords(bytes: Uint8Array, offset: number, length: number, key: Int32Array, at: number): void {
  for (let i = 0; i < length; i += 4, offset += 4) {
    key[at++] = bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24);
  }
}

/** Murmur's finaliser: every bit of the word reaches every bit of the hash, as neighbouring addresses differ in few. */
function mixed(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
