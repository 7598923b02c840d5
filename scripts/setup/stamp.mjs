import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A fingerprint of texts and of files' contents; a folder stands for all files below it, a missing file for itself. */
export function fingerprint({ texts = [], files = [] }) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text}\0`);
  for (const file of files.flatMap(below)) hash.update(`${file}\0`).update(content(file)).update("\0");
  return hash.digest("hex");
}

/** Whether the work that a stamp stands for was done with these very inputs. */
export function isStamped(stamp, print) {
  return content(stamp).toString() === print;
}

/** Remembers that the work was done with these inputs. */
export function stampIt(stamp, print) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
}

function below(path) {
  try {
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.filter((entry) => entry.name !== "__pycache__").flatMap((entry) => below(join(path, entry.name)));
  } catch {
    return [path];
  }
}

function content(file) {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
