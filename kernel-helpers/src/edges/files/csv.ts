import { csvLines } from "../csvLines";
import { InputError } from "../../config/error";
import { writeWhole } from "../../runfolder/files";
import { exfilColumn, exfilNames, type Exfil } from "../exfil";
import { windowStart } from "../grid";
import { type Instant, fromNanoseconds, instant, instantText, toNanoseconds } from "../instant";
import type { Level } from "../node";
import type { EdgeTable } from "../table";
import { granularities } from "../granularity";
import { rowCollector } from "./collect";
import { separatedValues } from "./lines";

const columns = ["granularity", "window", "start", "source", "destination", "frames", "bytes", "wire_bytes"];

/** Whether a file that begins like this is one of ours; files of metrics begin with the same columns, but name no source. */
export const isEdgeCsv = (head: string): boolean => /^\uFEFF?granularity,window,start,(?!level,metric,)/.test(head);

/** Writes the table's rows; windows without traffic are not in them, nor is coverage. */
export function writeEdgeCsv(edges: EdgeTable, file: string): void {
  writeWhole(file, csvLines(edges));
}

/**
 * Reads what `writeEdgeCsv` writes, rows in any order. Columns are found by the header, others are passed over; frames and wire bytes
 * may be missing. There are as many windows as the last row says, each with coverage 1; of a header alone comes an empty table,
 * of no granularity.
 *
 * @throws InputError with the line for a row that is none, or that lies on another grid than the first
 */
export async function readEdgeCsv(file: string, level?: Level): Promise<EdgeTable> {
  const rows = rowCollector();
  const places: number[] = [];
  const shares: number[] = [];
  const exfilIn = (fields: readonly string[]): Exfil | undefined => {
    if (shares.includes(-1)) return undefined;
    const [payload, app, bytes, overhead, frames, wireBytes] = shares.map((place) => amount(fields[place]));
    return { payload, app, bytes, overhead, frames, wireBytes };
  };
  let origin: Instant | null = null;
  let checked = "";
  for await (const { line, fields } of separatedValues(file)) {
    const wrong = (reason: string) => new InputError(`${file}:${line}: ${reason}`);
    if (places.length === 0) {
      places.push(...columns.map((name) => fields.indexOf(name)));
      const missing = columns.filter((name, i) => places[i] < 0 && name !== "frames" && name !== "wire_bytes");
      shares.push(...exfilNames.map((name) => fields.indexOf(exfilColumn(name))));
      if (missing.length > 0) throw wrong(`the header has no ${missing.join(", ")}`);
      continue;
    }
    const [every, window, , , , frames, bytes, wireBytes] = places.map((place) => amount(fields[place]));
    const [source, destination] = [fields[places[3]], fields[places[4]]];
    if (!source || !destination) throw wrong("must have a source and a destination");
    if (!Number.isFinite(bytes)) throw wrong(`bytes must be a number, not "${fields[places[6]] ?? ""}"`);
    try {
      const place = `${every} ${window} ${fields[places[2]]}`;
      if (place !== checked) origin = originOf(every, window, fields[places[2]], origin);
      checked = place; // Rows of one window follow each other: it is checked once.
      rows.add(every, window, source, destination, frames, bytes, wireBytes, exfilIn(fields));
    } catch (error) {
      throw error instanceof InputError ? wrong(error.message) : error;
    }
  }
  // The rows do not say when the thefts were: labels by span need Parquet.
  return rows.finish({ origin: origin ?? instant(0), level, ...(!shares.includes(-1) && { thefts: [] }) });
}

/** The start of window 0. @throws InputError when it is not that of the rows before */
export function originOf(every: number, window: number, startText: string, before: Instant | null): Instant {
  const start = startOf(startText);
  if (!start) throw new InputError(`start must be seconds since the epoch, not "${startText}"`);
  if (!Number.isInteger(window)) throw new InputError(`window must be a whole number from 0, not ${window}`);
  const origin = windowStart(start, -window, granularities([every])[0].nanoseconds);
  if (before && toNanoseconds(before) !== toNanoseconds(origin))
    throw new InputError(`window ${window} begins at ${instantText(start)}, on another grid than the first row's`);
  return origin;
}

/** NaN: the file does not say. */
const amount = (text: string | undefined): number => (text === undefined || text === "" ? NaN : Number(text));

/** Seconds with up to nine decimals, exact. */
export function startOf(text: string): Instant | null {
  const parts = /^(-?)(\d+)(?:\.(\d{1,9})\d*)?$/.exec(text);
  if (!parts) return null;
  const total = BigInt(parts[2]) * 1000000000n + BigInt((parts[3] ?? "").padEnd(9, "0"));
  return fromNanoseconds(parts[1] ? -total : total);
}
