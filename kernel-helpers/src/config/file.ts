import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError, InputError } from "./error";

/** A configuration as it is written: an object whose keys nobody has checked yet. */
export type Written = Record<string, unknown>;

/**
 * The object that a configuration file holds. Where its key `extends` names another file (from the folder of this one), that file's
 * values stand below its own: objects are merged key by key, everything else, lists too, is replaced.
 *
 * `{here}` in a text becomes the folder of the file that the text stands in.
 *
 * @throws InputError for a file that cannot be read or holds no JSON object; ConfigError for an `extends` that is no path or leads back
 */
export function readConfigFile(path: string, cameFrom: readonly string[] = []): Written {
  const { extends: base, ...own } = parse(path);
  if (base === undefined) return own;
  if (typeof base !== "string" || base === "")
    throw new ConfigError("extends", `must be the path of a configuration, not ${JSON.stringify(base)}`, path);
  const chain = [...cameFrom, resolve(path)];
  const next = resolve(dirname(path), base);
  if (chain.includes(next)) throw new ConfigError("extends", `must not lead back to where it came from, but "${base}" does`, path);
  return merge(readConfigFile(next, chain), own);
}

function merge(below: Written, above: Written): Written {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isObject(under) && isObject(value) ? merge(under, value) : value;
  }
  return merged;
}

export const isObject = (value: unknown): value is Written => typeof value === "object" && value !== null && !Array.isArray(value);

function parse(path: string): Written {
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
  if (!isObject(value)) throw new InputError(`${path}: must hold a JSON object`);
  // A key of this name would become the prototype of what it is merged into.
  if (text.includes("__proto__") && Object.hasOwn(value, "__proto__")) throw new ConfigError("__proto__", "is no known key", path);
  return placed(value, dirname(resolve(path))) as Written;
}

/** The value with `{here}` filled in, in all its texts. */
function placed(value: unknown, folder: string): unknown {
  if (typeof value === "string") return value.replaceAll("{here}", folder);
  if (Array.isArray(value)) return value.map((inner) => placed(inner, folder));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, placed(inner, folder)])) : value;
}
