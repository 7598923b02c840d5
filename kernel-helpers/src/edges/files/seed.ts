import { readdirSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { InputError } from "../../config/error";
import { writeWhole } from "../../runfolder/files";
import { instant } from "../instant";
import { kindOfName, type Level, type Node } from "../node";
import type { Slice } from "../slice";
import type { EdgeTable } from "../table";
import { rowCollector } from "./collect";
import { separatedField, separatedValues } from "./lines";

/** An edge file of 2018: `<base>_<start>_<length>.txt`, a window's edges as `source,destination,weight`, quote `|`, no header. */
interface SeedFile {
  readonly file: string;
  readonly base: string;
  readonly start: number;
  readonly length: number;
}

const pattern = /^(.*)_(-?\d+\.\d+)_(\d+\.\d+)\.txt$/;
/** The names have two decimals. */
const rounding = 0.00501;
const mostFiles = 100_000;

/** The seed edge files in a folder; of one base only, when the path is a folder and a base (`edgefiles/sockshop_0`), or one file. */
export function seedFiles(path: string): SeedFile[] {
  const [folder, wanted] = [dirname(path), normalize(path)];
  const named = listed(folder).filter(({ file, base }) => file === wanted || join(folder, base) === wanted);
  return named.length > 0 ? named : listed(path);
}

function listed(folder: string): SeedFile[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const parts = pattern.exec(name);
    return parts ? [{ file: join(folder, name), base: parts[1], start: Number(parts[2]), length: Number(parts[3]) }] : [];
  });
}

/**
 * Reads seed edge files as one table: a granularity for each length of a window. Lines of one pair add up. Weights are IP bytes;
 * frames and wire bytes are not in such files and are NaN. Nodes of one digit are outside. Times count from the start of the experiment, which the files do not tell,
 * so the origin is the epoch.
 *
 * @throws InputError for files of several bases, windows on no grid, and lines that are none
 */
export async function readSeedFiles(files: readonly SeedFile[], level?: Level): Promise<EdgeTable> {
  const bases = [...new Set(files.map(({ base }) => base))].sort();
  if (bases.length > 1) {
    const [one, another] = bases.map((base) => join(dirname(files[0].file), base));
    throw new InputError(`${dirname(files[0].file)}: holds edge files of ${bases.length} captures: give one, such as ${one} or ${another}`);
  }
  const onGrid = (origin: number) =>
    files.every(({ start, length }) => Math.abs(start - origin - windowOf(start - origin, length) * length) < rounding);
  const origin = [0, Math.min(...files.map(({ start }) => start))].find((one) => files.every(({ start }) => start >= one) && onGrid(one));
  if (origin === undefined) throw new InputError(`${dirname(files[0].file)}: the starts in the names are not multiples of the length`);

  const rows = rowCollector(nodeOf);
  const windows = new Map<number, number>();
  for (const { file, start, length } of files) {
    if (!(length > 0)) throw new InputError(`${file}: the length of a window must be above 0`);
    const window = windowOf(start - origin, length);
    windows.set(length, Math.max(windows.get(length) ?? 0, window + 1));
    for await (const { line, fields } of separatedValues(file, "|")) {
      const [source, destination, weight] = fields;
      if (fields.length !== 3 || weight.trim() === "" || !Number.isFinite(Number(weight)))
        throw new InputError(`${file}:${line}: must be source,destination,weight`);
      rows.add(length, window, source, destination, NaN, Number(weight), NaN);
    }
  }
  return rows.finish({
    origin: instant(origin),
    level,
    granularities: [...windows].map(([every, windowCount]) => ({ every, windowCount })),
  });
}

/** Of an address that belonged to nobody the predecessor wrote the first digit only, and took it for the outside. */
const nodeOf = (name: string): Node => ({ name, kind: /^\d$/.test(name) ? "outside" : kindOfName(name) });

const windowOf = (sinceOrigin: number, length: number): number => Math.round(sinceOrigin / length);

/**
 * Writes a file for each window, silent ones too, with times from the table's origin.
 *
 * @returns the files
 * @throws InputError for a granularity that two decimals do not hold, for more than 100000 windows, and for a folder with other windows of
 *   the same base
 */
export function writeSeedFiles(edges: EdgeTable, folder: string, base: string): string[] {
  const { slices } = edges.parts;
  for (const { every } of slices)
    if (Math.abs(every * 100 - Math.round(every * 100)) > 1e-9)
      throw new InputError(`seed: names of edge files have two decimals, which do not hold a granularity of ${every} s`);
  const count = slices.reduce((sum, { windowCount }) => sum + windowCount, 0);
  if (count > mostFiles)
    throw new InputError(`seed: ${count} windows would be as many files, at most ${mostFiles} are written; choose parquet`);
  const files = slices.flatMap((slice) =>
    Array.from({ length: slice.windowCount }, (_, window) => ({
      file: join(folder, `${basename(base)}_${(window * slice.every).toFixed(2)}_${slice.every.toFixed(2)}.txt`),
      slice,
      window,
    })),
  );
  const names = new Set(files.map(({ file }) => file));
  const other = seedFiles(folder).find((one) => one.base === basename(base) && !names.has(one.file));
  if (other) throw new InputError(`${other.file}: is there from before, and would mix with the new edge files: choose an empty folder`);
  for (const { file, slice, window } of files) writeWhole(file, contentOf(edges, slice, window));
  return files.map(({ file }) => file);
}

/** Line ends as Python's csv writes them. */
function contentOf({ parts: { nodes, sources, destinations } }: EdgeTable, slice: Slice, window: number): string {
  let text = "";
  for (let row = slice.offsets[window]; row < slice.offsets[window + 1]; row++) {
    const [source, destination] = [sources, destinations].map((ends) => separatedField(nodes[ends[slice.edges[row]]].name, "|"));
    text += `${source},${destination},${slice.bytes[row]}\r\n`;
  }
  return text;
}
