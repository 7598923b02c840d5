import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string;
let before: string | undefined;

/** All that tests put into the temp folder goes into one of their own, which is gone when they are. Other users may pass through it. */
export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), "munnin-tests-"));
  chmodSync(folder, 0o711);
  before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
}

export function teardown(): void {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true, force: true });
}
