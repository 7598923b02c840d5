import { ConfigError } from "../error";
import { type Written, isObject } from "../file";
import { shown } from "../reason";

/** Takes values out of a predecessor's configuration by dotted key, and keeps a sentence for each. */
export interface Taken {
  /** @param into the key of today that gets the value: noted */
  text(key: string, into?: string): string;
  /** A number, also one that is written as a text. */
  number(key: string, into?: string): number;
  texts(key: string): string[];
  numbers(key: string): number[];
  /** The keys of an object; none when it is not there. */
  keys(key: string): string[];
  /** Says what became of a key; of one that is not in the file, nothing. */
  note(key: string, sentence: string): void;
  /** Says of each key that nobody has spoken of that it is not known. */
  rest(): void;
  readonly notes: readonly (readonly [string, string])[];
}

/** @throws ConfigError from each of its functions, for a key that is missing or of another type */
export function taker(given: Written, file: string): Taken {
  const notes: (readonly [string, string])[] = [];
  const spoken = new Set<string>();
  const valueAt = (key: string) => key.split(".").reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), given);
  const wrong = (key: string, what: string, value: unknown) =>
    new ConfigError(key, value === undefined ? `is missing: it must be ${what}` : `must be ${what}, not ${shown(value)}`, file);

  const note = (key: string, sentence: string) => {
    if (valueAt(key) === undefined) return;
    spoken.add(key);
    notes.push([key, sentence]);
  };
  const numberOf = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value);
  const number = (key: string, into?: string) => {
    const value = numberOf(valueAt(key));
    if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(key, "a number", valueAt(key));
    spoken.add(key);
    if (into) note(key, `${into}: ${value}`);
    return value;
  };
  const list = (key: string, what: string) => {
    const value = valueAt(key);
    if (!Array.isArray(value) || value.length === 0) throw wrong(key, `a list of ${what}`, value);
    spoken.add(key);
    return value as unknown[];
  };
  return {
    notes,
    note,
    number,
    text(key, into) {
      const value = valueAt(key);
      if (typeof value !== "string" || value === "") throw wrong(key, "a text", value);
      spoken.add(key);
      if (into) note(key, `${into}: ${value}`);
      return value;
    },
    texts: (key) =>
      list(key, "services").map((value) => {
        if (typeof value !== "string") throw wrong(key, "a list of services", value);
        return value;
      }),
    numbers: (key) =>
      list(key, "numbers").map((value) => {
        const number = numberOf(value);
        if (typeof number !== "number" || !Number.isInteger(number) || number < 1)
          throw wrong(key, "a list of whole numbers from 1", value);
        return number;
      }),
    keys(key) {
      const value = valueAt(key);
      if (value !== undefined && !isObject(value)) throw wrong(key, "an object", value);
      return Object.keys(value ?? {});
    },
    rest() {
      const visit = (value: unknown, key: string) => {
        if (spoken.has(key)) return;
        const inner = isObject(value) ? Object.entries(value) : [];
        if (inner.length === 0) notes.push([key, "not a key that the predecessor read; nothing is made of it"]);
        for (const [part, each] of inner) visit(each, `${key}.${part}`);
      };
      for (const [key, value] of Object.entries(given)) visit(value, key);
    },
  };
}
