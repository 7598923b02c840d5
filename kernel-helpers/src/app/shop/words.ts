import type { Random } from "../../runfolder/random";

const words =
  "warm soft cotton wool bamboo stripe dot ankle knee running hiking winter summer classic bold quiet bright heel toe cuff yarn knit seam stretch breathable comfortable durable for every day and night with a pinch of colour from our workshop by the sea made to last washed at forty degrees".split(
    " ",
  );

/** A word drawn at random. */
export const word = (random: Random): string => words[Math.floor(random() * words.length)];

/** Sentences of at least `length` characters. */
export function sentences(random: Random, length: number): string {
  let text = "";
  while (text.length < length) {
    const sentence = Array.from({ length: 6 + Math.floor(random() * 10) }, () => word(random)).join(" ");
    text += `${sentence[0].toUpperCase()}${sentence.slice(1)}. `;
  }
  return text.trimEnd();
}
