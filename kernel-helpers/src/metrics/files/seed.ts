import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InputError } from "../../config/error";
import { separatedField, separatedValues } from "../../edges/files/lines";
import { instant } from "../../edges/instant";
import type { Level } from "../../edges/node";
import { writeWhole } from "../../runfolder/files";
import type { MetricTable } from "../table";
import { valueCollector } from "./collect";
import { headFromCatalogue } from "./csv";
import { looksBack, ownName, savedName } from "./names";

/** Saved values of 2018: `<base>_class__processed_vales_class_<length>.txt`, a metric a line: its name and its values, quote `|`, no header. */
interface SavedFile {
  readonly file: string;
  readonly base: string;
  readonly level: Level;
  readonly every: number;
}

const pattern = /^(.*)_(container|class)__processed_vales_\2_(\d+\.\d+)\.txt$/;
const words = { ip: "container", instance: "container", service: "class" } as const;

/** The files of saved values in a folder, or the one that the path names. */
export function savedFiles(path: string): SavedFile[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  const files = stat.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  return files.flatMap((file) => {
    const parts = pattern.exec(basename(file));
    return parts ? [{ file, base: parts[1], level: parts[2] === "class" ? "service" : "instance", every: Number(parts[3]) }] : [];
  });
}

/**
 * Reads saved values as one table: a granularity for each length of a window. Times count from the start of the experiment, which the
 * files do not tell, so the origin is the epoch. Metrics that are defined here as they were there get our names.
 *
 * @param level which of the files to read, where there are some of both levels
 * @throws InputError for files of several bases or levels, and for lines that are none
 */
export async function readSavedValues(files: readonly SavedFile[], level?: Level): Promise<MetricTable> {
  const wanted = level === undefined ? files : files.filter((file) => words[file.level] === words[level]);
  const folder = dirname(files[0].file);
  const levels = [...new Set(wanted.map((one) => one.level))];
  if (levels.length === 0) throw new InputError(`${folder}: holds no saved values at level ${level}`);
  if (levels.length > 1)
    throw new InputError(`${folder}: holds saved values of instances and of services: choose a level, or name one file`);
  const bases = [...new Set(wanted.map(({ base }) => base))].sort();
  if (bases.length > 1)
    throw new InputError(`${folder}: holds saved values of ${bases.length} captures (${bases.join(", ")}): name one file`);

  const titles = new Map<string, string>();
  const collected = valueCollector((name) => {
    const head = headFromCatalogue(name);
    return { ...head, title: head.title === name ? (titles.get(name) ?? name) : head.title, per: "graph" };
  });
  const windows = new Map<number, number>();
  for (const { file, every } of wanted) {
    const lists: { line: number; name: string; values: number[] }[] = [];
    for await (const { line, fields } of separatedValues(file, "|")) {
      if (fields.length !== 2) throw new InputError(`${file}:${line}: must be a name and a list of values`);
      lists.push({ line, name: fields[0], values: valuesOf(fields[1], `${file}:${line}`) });
    }
    const whole = lists.filter(({ name }) => !looksBack(name));
    const count = Math.max(0, ...(whole.length > 0 ? whole : lists).map(({ values }) => values.length));
    windows.set(every, count);
    for (const { line, name, values } of lists) {
      const missing = count - values.length;
      if (missing < 0 || (missing > 0 && !looksBack(name)))
        throw new InputError(
          `${file}:${line}: "${name}" has ${values.length} values, others ${count}: which windows they are of is not known`,
        );
      const own = ownName(name);
      titles.set(own, name);
      try {
        for (let window = 0; window < count; window++)
          collected.add(every, window, own, "", window < missing ? NaN : values[window - missing]);
      } catch (error) {
        throw error instanceof InputError ? new InputError(`${file}:${line}: ${error.message}`) : error;
      }
    }
  }
  return collected.finish({
    origin: instant(0),
    level: level ?? levels[0],
    granularities: [...windows].map(([every, windowCount]) => ({ every, windowCount })),
  });
}

/** Python's text of a list of numbers. */
function valuesOf(text: string, where: string): number[] {
  const inside = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1];
  if (inside === undefined) throw new InputError(`${where}: the values must stand between [ and ]`);
  if (inside.trim() === "") return [];
  return inside.split(",").map((one) => {
    const word = one.trim();
    if (word === "None" || word === "nan") return NaN;
    if (word === "inf" || word === "-inf") return word === "inf" ? Infinity : -Infinity;
    const value = Number(word);
    if (word === "" || Number.isNaN(value)) throw new InputError(`${where}: "${word}" is no number`);
    return value;
  });
}

/**
 * Writes saved values, a file for each granularity; NaN is None. Values per node have no place in them.
 *
 * @returns the files, and the metrics that are left out
 * @throws InputError for a granularity that two decimals do not hold
 */
export function writeSavedValues(metrics: MetricTable, folder: string, base: string): { files: string[]; leftOut: string[] } {
  const word = words[metrics.level];
  const files: string[] = [];
  const leftOut = new Set<string>();
  for (const { every, results } of metrics.parts.slices) {
    if (Math.abs(every * 100 - Math.round(every * 100)) > 1e-9)
      throw new InputError(`seed: names of saved values have two decimals, which do not hold a granularity of ${every} s`);
    const file = join(folder, `${basename(base)}_${word}__processed_vales_${word}_${every.toFixed(2)}.txt`);
    let text = "";
    for (const { name, values } of results) {
      if (values.per !== "graph") leftOut.add(name);
      else
        text += `${separatedField(savedName(name), "|")},${separatedField(`[${Array.from(values.values, pythonText).join(", ")}]`, "|")}\r\n`;
    }
    writeWhole(file, text);
    files.push(file);
  }
  return { files, leftOut: [...leftOut] };
}

/** As Python writes a float in a list that it can read again. */
function pythonText(value: number): string {
  if (Number.isNaN(value)) return "None";
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}
