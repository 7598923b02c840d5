import { WordDictionary } from "./dictionary";

/** Sums of packets whose window has closed already. About 80 bytes a row: where packets are in no order at all, nearly every row comes here. */
export class LateRows {
  private readonly places = new WordDictionary(2);
  /** Window and edge of each row; frames, bytes and wire bytes. */
  private keys = new Int32Array(2 << 4);
  private sums = new Float64Array(3 << 4);

  /** @param window one that 32 bits hold */
  add(window: number, edge: number, bytes: number, wireBytes: number): void {
    const { places } = this;
    places.key[0] = window;
    places.key[1] = edge;
    const row = places.find();
    if (row * 2 === this.keys.length) this.grow();
    this.keys.set(places.key, row * 2);
    this.sums[row * 3]++;
    this.sums[row * 3 + 1] += bytes;
    this.sums[row * 3 + 2] += wireBytes;
  }

  /** Hands over all rows, in no order. */
  each(take: (window: number, edge: number, frames: number, bytes: number, wireBytes: number) => void): void {
    const { places, keys, sums } = this;
    for (let row = 0; row < places.size; row++) take(keys[row * 2], keys[row * 2 + 1], sums[row * 3], sums[row * 3 + 1], sums[row * 3 + 2]);
  }

  private grow(): void {
    const { keys, sums } = this;
    this.keys = new Int32Array(keys.length * 2);
    this.keys.set(keys);
    this.sums = new Float64Array(sums.length * 2);
    this.sums.set(sums);
  }
}
