import type { ReadonlyJSONObject, ReadonlyJSONValue } from "@lumino/coreutils";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { UiSchema } from "@rjsf/utils";

type Schema = Record<string, ReadonlyJSONValue>;
const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

/** `spawnRate` as people write it: Spawn rate. */
export const titleOf = (key: string): string => {
  const words = key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/**
 * The library's schema as a form likes it: each key has a title. What it allows stays; the library alone judges.
 */
export function withTitles(schema: ReadonlyJSONObject, trans: TranslationBundle): ReadonlyJSONObject {
  // The parts of a span of time, the one list of fixed length that a configuration has.
  const tupleTitles = [trans.__("Start"), trans.__("End")];
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, ReadonlyJSONValue] => {
      if (key === "properties" && isObject(value))
        return [
          key,
          Object.fromEntries(
            Object.entries(value).map(([name, inner]) => [
              name,
              isObject(inner) ? { title: titleOf(name), ...withTitles(inner, trans) } : inner,
            ]),
          ),
        ];
      if (["items", "additionalProperties"].includes(key) && isObject(value)) return [key, withTitles(value, trans)];
      // A list of a fixed length: its parts have no names of their own.
      if (key === "items" && Array.isArray(value))
        return [key, value.map((inner, at) => ({ title: tupleTitles[at] ?? `${at + 1}`, ...(inner as Schema) }))];
      return [key, value];
    }),
  );
}

/** The whole has no title of its own: the section has one. A form shows a file with what it extends, so that this key has no place in it. */
export const uiSchema: UiSchema<ReadonlyJSONObject> = { "ui:title": "", "ui:description": "", extends: { "ui:widget": "hidden" } };
