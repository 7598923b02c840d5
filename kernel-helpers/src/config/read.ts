import { basename } from "node:path";
import { checkExperiment } from "./check";
import { ConfigError, InputError } from "./error";
import type { Experiment } from "./experiment";
import { type Written, isObject, readConfigFile } from "./file";
import { type Conversion, convertPredecessor, isPredecessor } from "./predecessor";

/** Told what became of each key of a predecessor's configuration. */
type OnConversion = (notes: Conversion["notes"]) => void;

/**
 * Reads an experiment from a JSON file, with single values replaced.
 *
 * @param path a configuration of ours, or one of the predecessor, which is converted
 * @param sets `key=value`, the key dotted (`load.users=50`, `exfiltration[0].transport=http`), the value JSON or else a text
 * @throws InputError for a file that cannot be read or is not JSON; ConfigError for the first thing that is wrong in it,
 *   with all of them in `cause`
 */
export function readExperiment(path: string, sets: readonly string[] = [], onConversion?: OnConversion): Experiment {
  const result = checkExperiment(readWritten(path, sets, onConversion), basename(path));
  if ("experiment" in result) return result.experiment;
  const [first] = result.errors;
  first.cause = result.errors;
  throw first;
}

/** What `readExperiment` checks: the file with what it extends, converted where it must be, values replaced, no defaults filled in. */
export function readWritten(path: string, sets: readonly string[] = [], onConversion: OnConversion = () => {}): Written {
  let given = readConfigFile(path);
  if (isPredecessor(given)) {
    const { config, notes } = convertPredecessor(given, basename(path));
    onConversion(notes);
    given = config;
  }
  for (const set of sets) assign(given, set);
  return given;
}

function assign(root: Written, set: string): void {
  const at = set.indexOf("=");
  const keys = set.slice(0, at).match(/[^.[\]]+/g);
  if (at <= 0 || keys === null) throw new InputError(`--set ${set}: must be key=value, such as load.users=50`);
  if (keys.some((key) => ["__proto__", "constructor", "prototype"].includes(key)))
    throw new ConfigError(set.slice(0, at), "is no known key");
  const text = set.slice(at + 1);
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: a text, as it stands.
  }
  let here: Written = root;
  keys.forEach((key, depth) => {
    if (Array.isArray(here)) checkEntry(here, key, set.slice(0, at));
    if (depth === keys.length - 1) here[key] = value;
    else {
      if (!isObject(here[key]) && !Array.isArray(here[key])) here[key] = /^\d+$/.test(keys[depth + 1]) ? [] : {};
      here = here[key] as Written;
    }
  });
}

/** A part of a key that stands for an entry of a list: one that there is, or the next. */
function checkEntry(list: readonly unknown[], part: string, key: string): void {
  if (!/^\d+$/.test(part)) throw new ConfigError(key, `must name an entry of the list where it has "${part}": [0] is the first`);
  if (Number(part) > list.length)
    throw new ConfigError(key, `must name an entry that the list has, or the next, [${list.length}], not [${part}]`);
}
