import { inspect } from "node:util";
import type { Column } from "./column";
import { display, type MimeBundle } from "./display";
import { dataFrameOf, type DataFrame } from "./frame";
import { escapeHtml } from "./markup";

/** Named columns of equal length. In a notebook it shows its first and last rows. */
export interface Table {
  /** One line above the rows when a person looks at it. */
  readonly title: string;
  readonly rowCount: number;
  readonly columnNames: readonly string[];
  /** @throws RangeError for a name that is no column */
  column(name: string): Column;
  rows(): IterableIterator<Record<string, number | string>>;
  /** RFC 4180 with "\n" line ends, header first, the last line ended too. */
  toCsv(): string;
  /** The same in pieces of some thousand rows, for tables that should not be one string. */
  csvPieces(): IterableIterator<string>;
  /** A danfojs-node DataFrame; danfo is loaded only then. @throws InputError when danfojs-node is not installed */
  toDataFrame(): DataFrame;
  /** An HTML table of at most `limit` rows (default as it was made), the middle left out. */
  toHtml(limit?: number): string;
  /** The same as aligned text. */
  toString(limit?: number): string;
  [display](): MimeBundle;
  [inspect.custom](): string;
}

/** What a person sees of a table who asks for no more. */
export interface Shown {
  /** Rows, the middle left out; default 20. */
  readonly rows?: number;
  /** Characters of a cell as text, its end left out; default all. */
  readonly width?: number;
}

/** Makes a table of columns; their order is the order of the record. */
export function table(columns: Readonly<Record<string, Column>>, title = "", { rows = 20, width = Infinity }: Shown = {}): Table {
  const names = Object.keys(columns);
  const rowCount = names.length === 0 ? 0 : columns[names[0]].length;
  for (const name of names) {
    if (columns[name].length !== rowCount) throw new RangeError(`column ${name} has ${columns[name].length} rows, not ${rowCount}`);
  }
  const cells = (row: number): string[] => names.map((name) => columns[name].text(row));

  const self: Table = {
    title,
    rowCount,
    columnNames: names,
    column(name) {
      if (!names.includes(name)) throw new RangeError(`no column "${name}"; there are ${names.join(", ")}`);
      return columns[name];
    },
    *rows() {
      for (let row = 0; row < rowCount; row++) yield Object.fromEntries(names.map((name) => [name, columns[name].at(row)]));
    },
    *csvPieces() {
      let piece = names.map(quoted).join(",") + "\n";
      for (let row = 0; row < rowCount; row++) {
        piece += cells(row).map(quoted).join(",") + "\n";
        if (piece.length > 1 << 18) {
          yield piece;
          piece = "";
        }
      }
      yield piece;
    },
    toCsv: () => [...self.csvPieces()].join(""),
    toDataFrame: () => dataFrameOf(self),
    toHtml(limit = rows) {
      const line = (tag: string, texts: readonly string[]): string =>
        `<tr>${texts.map((t) => `<${tag}>${escapeHtml(t)}</${tag}>`).join("")}</tr>`;
      const body = shownRows(rowCount, limit).map((row) => line("td", row === null ? names.map(() => "…") : cells(row)));
      const caption = title && `<caption style="caption-side:top;text-align:left">${escapeHtml(title)}</caption>`;
      return `<table>${caption}<thead>${line("th", names)}</thead><tbody>${body.join("")}</tbody></table>`;
    },
    toString(limit = rows) {
      const short = (text: string): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);
      const lines = [names, ...shownRows(rowCount, limit).map((row) => (row === null ? names.map(() => "…") : cells(row).map(short)))];
      const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
      const right = names.map((name) => rowCount > 0 && typeof columns[name].at(0) === "number");
      const aligned = lines.map((line) =>
        line
          .map((text, i) => (right[i] ? text.padStart(widths[i]) : text.padEnd(widths[i])))
          .join("  ")
          .trimEnd(),
      );
      return [...(title ? [title] : []), ...aligned].join("\n");
    },
    [display]: () => ({ "text/plain": self.toString(), "text/html": self.toHtml() }),
    [inspect.custom]: () => self.toString(),
  };
  return self;
}

/** The rows that a person sees; null stands for those left out. */
function shownRows(rowCount: number, limit: number): (number | null)[] {
  const all = Array.from({ length: Math.min(rowCount, limit) }, (_, row) => row);
  if (rowCount <= limit) return all;
  const head = Math.ceil(limit / 2);
  const tail = limit - head;
  return [...all.slice(0, head), null, ...Array.from({ length: tail }, (_, i) => rowCount - tail + i)];
}

/** A CSV cell: quotes where it needs them. */
export const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
