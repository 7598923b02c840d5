import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { display as displayMethod } from "../table/display";
import { currentCell } from "./cell";

/** A place in a cell's output whose content can be replaced. */
export interface UpdatableDisplay {
  update(value: unknown): void;
}

/**
 * Shows values in the middle of a cell, each like the value of a cell's last expression: richly, if it can. Outside of the
 * kernel, prints them as text.
 */
export function display(...values: readonly unknown[]): void {
  const cell = currentCell();
  for (const value of values)
    if (cell) cell.display(value);
    else process.stdout.write(`${textOf(value)}\n`);
}

/** Shows a value that later ones replace, in the same place. Outside of the kernel, prints each of them. */
export function displayUpdatable(value: unknown): UpdatableDisplay {
  const cell = currentCell();
  if (!cell) {
    display(value);
    return { update: (next) => display(next) };
  }
  const id = randomUUID();
  cell.display(value, { id });
  return { update: (next) => cell.display(next, { id, update: true }) };
}

/** A value that is HTML in a notebook and a text elsewhere. */
export const html = (markup: string, text: string) => ({
  [displayMethod]: () => ({ "text/html": markup, "text/plain": text }),
  [inspect.custom]: () => text,
});

const textOf = (value: unknown): string => (typeof value === "string" ? value : inspect(value));
