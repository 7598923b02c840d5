/** A value shows itself in a notebook by a method under this symbol. */
export const display: unique symbol = Symbol.for("Jupyter.display") as typeof display;

/** Representations of one value by MIME type, richest first in what a front end picks; always with plain text. */
export interface MimeBundle {
  readonly "text/plain": string;
  readonly [type: string]: unknown;
}
