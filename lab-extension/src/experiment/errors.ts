import type { ErrorSchema } from "@rjsf/utils";
import type { Mistake } from "../library/requests";

/** Where a form looks for the mistakes of a field; a key of this name has no field of its own. */
const here = "__errors";

/** The library's mistakes at the fields of the form: `exfiltration[0].chunk.min` is a way through the tree. */
export function errorTree(mistakes: readonly Mistake[]): ErrorSchema {
  const root: Record<string, unknown> = {};
  for (const { path, message } of mistakes) {
    let node = root;
    for (const key of path.match(/[^.[\]]+/g) ?? []) {
      if (key === here) break;
      if (!Object.hasOwn(node, key)) Object.defineProperty(node, key, { value: {}, enumerable: true, writable: true });
      node = node[key] as Record<string, unknown>;
    }
    ((node[here] ??= []) as string[]).push(message);
  }
  return root as ErrorSchema;
}
