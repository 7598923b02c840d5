import { randomStream } from "../../runfolder/random";
import { word } from "./words";

/** A file of the shop's pages that never changes. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

/** Style sheet and scripts, of the sizes that such files have: 12 to 58 kB. */
export function assets(): readonly Asset[] {
  return [
    { path: "/css/style.css", type: "text/css", body: styleSheet(24_000) },
    { path: "/css/theme.css", type: "text/css", body: styleSheet(12_000) },
    { path: "/js/front.js", type: "text/javascript", body: script(16_000) },
    { path: "/js/framework.js", type: "text/javascript", body: script(58_000) },
  ];
}

function styleSheet(bytes: number): string {
  const random = randomStream(bytes, "shop/style-sheet");
  return grow(bytes, () => `.${word(random)}-${word(random)} { margin: ${Math.floor(random() * 40)}px; color: #${hex(random)}; }\n`);
}

function script(bytes: number): string {
  const random = randomStream(bytes, "shop/script");
  return grow(bytes, () => `function ${word(random)}_${hex(random)}(a, b) { return a.${word(random)} + b.${word(random)}; }\n`);
}

const hex = (random: () => number): string =>
  Math.floor(random() * 0x1000000)
    .toString(16)
    .padStart(6, "0");

function grow(bytes: number, line: () => string): string {
  let text = "";
  while (text.length < bytes) text += line();
  return text;
}
