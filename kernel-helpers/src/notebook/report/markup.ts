import { escapeHtml } from "../../table/markup";

/** HTML that may stand in a page as it is. Made by `markup` alone, so that no text comes in without being escaped. */
export interface Markup {
  readonly markup: string;
}

type Piece = Markup | readonly Markup[] | string | number;

/** A template of HTML: what it is filled with is text, and escaped, unless it is markup itself. */
export const markup = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup => ({
  markup: strings.map((string, i) => string + (i < pieces.length ? textOf(pieces[i]) : "")).join(""),
});

function textOf(piece: Piece): string {
  if (typeof piece === "string" || typeof piece === "number") return escapeHtml(String(piece));
  return "markup" in piece ? piece.markup : piece.map((one) => one.markup).join("");
}
