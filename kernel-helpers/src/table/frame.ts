import { InputError } from "../config/error";
import { display, type MimeBundle } from "./display";
import type { Table } from "./table";

/**
 * A DataFrame of danfojs-node, as far as it is typed here. What the library itself does not need is left open: danfojs-node is an
 * optional peer, and its own types are there only where it is installed.
 *
 * @see https://danfo.jsdata.org/api-reference/dataframe
 */
export interface DataFrame {
  /** Rows and columns. */
  readonly shape: readonly number[];
  readonly columns: readonly string[];
  readonly dtypes: readonly string[];
  readonly values: readonly unknown[];
  head(rows?: number): DataFrame;
  tail(rows?: number): DataFrame;
  describe(): DataFrame;
  toString(): string;
  print(): void;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- all that danfo can do besides
  readonly [member: string]: any;
}

interface Danfo {
  readonly DataFrame: {
    new (data: object, options: { columns: readonly string[]; dtypes: readonly string[] }): DataFrame;
    readonly prototype: object;
  };
}

/** What to say where danfo is missing. It installs only with these overrides. */
const remedy =
  "toDataFrame needs danfojs-node, which is not installed: npm install danfojs-node@1.2.0 @tensorflow/tfjs@3.21.0, " +
  "with the overrides in package.json that the README of munnin shows under Data frames";

/**
 * A table as a real danfojs-node DataFrame; a column `start` becomes a number of seconds. danfo is loaded at the first call, which takes
 * more than a second.
 *
 * @throws InputError when danfojs-node is not installed
 */
export function dataFrameOf(table: Table): DataFrame {
  const { DataFrame } = loadDanfo();
  const columns = table.columnNames.map((name) => {
    const column = table.column(name);
    const value = name === "start" ? (row: number) => Number(column.at(row)) : (row: number) => column.at(row);
    return Array.from({ length: table.rowCount }, (_, row) => value(row));
  });
  // By its own look at the first rows danfo would take a column that begins with NaN for one of words.
  const dtypes = columns.map(([first]) => (typeof first === "string" ? "string" : "float32"));
  const options = { columns: table.columnNames, dtypes };
  if (table.rowCount === 0) return new DataFrame([], options);
  return new DataFrame(Object.fromEntries(table.columnNames.map((name, i) => [name, columns[i]])), options);
}

let danfo: Danfo | null = null;

function loadDanfo(): Danfo {
  if (danfo) return danfo;
  let found: string;
  try {
    found = require.resolve("danfojs-node", { paths: [__dirname, process.cwd()] });
  } catch {
    throw new InputError(remedy);
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a cell wants its frame at once, not a promise of one
  danfo = require(found) as Danfo;
  // What danfo exports is a class above the one that its own functions return.
  showItself(Object.getPrototypeOf(danfo.DataFrame.prototype) as object);
  return danfo;
}

/** danfo knows nothing of notebooks: its frames, and those that it makes of them, show themselves as tables there. */
function showItself(prototype: object): void {
  if (display in prototype) return;
  Object.defineProperty(prototype, display, {
    value(this: DataFrame): MimeBundle {
      return { "text/plain": `${this.shape.join(" × ")}\n${this.toString()}` };
    },
  });
}
