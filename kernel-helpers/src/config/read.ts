import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { checkExperiment } from "./check";
import { ConfigError, InputError } from "./error";
import type { Experiment } from "./experiment";

/**
 * Reads an experiment from a JSON file, with single values replaced.
 *
 * @param sets `key=value`, the key dotted (`load.users=50`, `exfiltration[0].transport=http`), the value JSON or else a text
 * @throws InputError for a file that cannot be read or is not JSON; ConfigError for the first thing that is wrong in it,
 *   with all of them in `cause`
 */
export function readExperiment(path: string, sets: readonly string[] = []): Experiment {
  const file = basename(path);
  const given = parse(path);
  for (const set of sets) assign(given, set);
  const result = checkExperiment(given, file);
  if ("experiment" in result) return result.experiment;
  const [first] = result.errors;
  first.cause = result.errors;
  throw first;
}

function parse(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      `${path}: ${code === "ENOENT" ? "no such file" : code === "EISDIR" ? "is a folder, not a configuration" : `cannot be read (${code})`}`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: is not JSON: ${(error as Error).message.replace(/\s+/g, " ")}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InputError(`${path}: must hold a JSON object`);
  return value as Record<string, unknown>;
}

function assign(root: Record<string, unknown>, set: string): void {
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
  let here: Record<string, unknown> = root;
  keys.forEach((key, depth) => {
    if (depth === keys.length - 1) here[key] = value;
    else {
      if (typeof here[key] !== "object" || here[key] === null) here[key] = /^\d+$/.test(keys[depth + 1]) ? [] : {};
      here = here[key] as Record<string, unknown>;
    }
  });
}
