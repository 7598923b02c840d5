import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { InputError } from "../../config/error";

/** What is there; undefined: nothing. @throws InputError when it cannot be looked at */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A file in the place of a folder on the way: nothing can be there.
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw new InputError(`${path}: cannot be read: ${(error as Error).message}`);
  }
}

/** How a file begins. Of a pipe, which can be read once only, nothing is taken: the beginning is empty. @throws InputError when it cannot be read */
export function headOf(path: string): string {
  if (!statOf(path)?.isFile()) return "";
  try {
    const handle = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(64);
      return bytes.toString("utf8", 0, readSync(handle, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw new InputError(`${path}: cannot be read: ${(error as Error).message}`);
  }
}
