import { randomStream, wholeBetween } from "../../runfolder/random";
import { sentences, word } from "./words";

/** Something that the shop sells, as the catalogue gives it out. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Euro. */
  readonly price: number;
  /** Pieces in stock. */
  readonly count: number;
  readonly tags: readonly string[];
  /** Paths of its pictures. */
  readonly imageUrl: readonly string[];
}

const tags = ["blue", "brown", "green", "action", "formal", "geek", "large", "magic", "short", "skin", "sport", "toes"];

/** The products of a shop, the same for the same seed: 60 of them, descriptions of 300 to 900 characters, two pictures each. */
export function products(seed: number): Product[] {
  const random = randomStream(seed, "shop/products");
  return Array.from({ length: 60 }, (_, index) => {
    const id = `sock-${String(index + 1).padStart(3, "0")}-${wholeBetween(random, 0x1000, 0xffff).toString(16)}`;
    return {
      id,
      name: `${word(random)} ${word(random)} socks`,
      description: sentences(random, wholeBetween(random, 300, 900)),
      price: wholeBetween(random, 400, 3000) / 100,
      count: wholeBetween(random, 100, 999),
      tags: [...new Set([tags[wholeBetween(random, 0, 11)], tags[wholeBetween(random, 0, 11)]])],
      imageUrl: [1, 2].map((picture) => `/catalogue/images/${id}-${picture}.jpg`),
    };
  });
}
