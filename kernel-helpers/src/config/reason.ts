import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** `, perhaps "users"` when one of the names is near enough to what was written; else nothing. */
export function perhaps(written: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const nearest = closest(written, [...names]);
  return distance(written, nearest) <= Math.max(2, written.length / 3) ? `, perhaps "${nearest}"` : "";
}

/** A key as one writes it with `--set`: `exfiltration[0].chunk.min`. */
export const keyOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((key, part) => (typeof part === "number" ? `${key}[${part}]` : key ? `${key}.${String(part)}` : String(part)), "");

/** A value as it can stand in one line. */
export function shown(value: unknown): string {
  const text =
    typeof value === "string" ? JSON.stringify(value) : value === undefined ? "missing" : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** What would be right, and what was there instead. */
export function reasonOf(issue: Issue, value: unknown): string {
  const not = value === undefined ? "but is missing" : `not ${shown(value)}`;
  switch (issue.code) {
    case "invalid_type":
      return value === undefined && issue.expected !== undefined
        ? `is missing: it must be ${article(issue.expected)}`
        : `must be ${article(issue.expected)}, ${not}`;
    case "too_small":
      return `must be ${size(issue.origin, `at least ${issue.minimum}`)}, ${not}`;
    case "too_big":
      return `must be ${size(issue.origin, `at most ${issue.maximum}`)}, ${not}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}, ${not}${typeof value === "string" ? perhaps(value, issue.values.map(String)) : ""}`;
    case "invalid_key":
      return `has a bad name: ${issue.issues.map((inner) => inner.message).join("; ")}`;
    default:
      return issue.message.startsWith("must") ? `${issue.message}, ${not}` : `${issue.message} (${not})`;
  }
}

const kinds: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};
const article = (expected: string) => kinds[expected] ?? expected;

function size(origin: string, bound: string): string {
  return origin === "array" ? `a list of ${bound}` : origin === "string" ? `${bound} characters long` : bound;
}
