import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest existing `candidate` in the folder or one above it. */
export function upward(folder: string, candidate: string): string | null {
  const found = join(folder, candidate);
  if (existsSync(found)) return found;
  return dirname(folder) === folder ? null : upward(dirname(folder), candidate);
}
