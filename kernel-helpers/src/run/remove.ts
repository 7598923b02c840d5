import { rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { InputError } from "../config/error";
import { findRun, liveRuns, runsHome } from "../runfolder";

/**
 * Removes run folders, all of them or none.
 *
 * @param names ids or folders of runs in the folder that runs go to
 * @throws InputError for a run that is not there, or of which something may be left on the machine
 */
export function removeRuns(names: readonly string[]): void {
  const folders = names.map((name) => {
    const folder = findRun(name);
    if (folder === null || dirname(folder) !== runsHome()) throw new InputError(`${name}: no such run in ${runsHome()}`);
    if (liveRuns().some((run) => run.folder === folder))
      throw new InputError(`${name}: is not cleaned up yet; munnin clean ${basename(name)} does that`);
    return folder;
  });
  for (const folder of folders) rmSync(folder, { recursive: true });
}
