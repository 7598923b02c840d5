import type { ErrorSchema } from "@rjsf/utils";
import type { Mistake } from "../library/requests";

/** The library's mistakes at the fields of the form: `exfiltration[0].chunk.min` is a way through the tree. */
export function errorTree(mistakes: readonly Mistake[]): ErrorSchema {
  const root: Record<string, unknown> = {};
  for (const { path, message } of mistakes) {
    let here = root;
    for (const key of path.match(/[^.[\]]+/g) ?? []) {
      if (!Object.hasOwn(here, key)) Object.defineProperty(here, key, { value: {}, enumerable: true, writable: true });
      here = here[key] as Record<string, unknown>;
    }
    (here.__errors ??= []) as string[];
    (here.__errors as string[]).push(message);
  }
  return root as ErrorSchema;
}
