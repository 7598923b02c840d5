import { statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../config";
import { removeRuns, stateOf } from "../run";
import { filesBelow, findRun, knownRuns, liveRuns, readRun, runsHome } from "../runfolder";
import { packRun } from "./pack";
import { type Command, print, printJson, readArguments } from "./command";

export const runsCommand: Command = {
  name: "runs",
  usage: "[rm|pack RUN…]",
  summary: "lists runs with their state and disk use; rm removes run folders, pack makes archives of them",
  help: ["  pack RUN…   <id>.crate.tar.gz in the current folder: a Research Object Crate, every file with its SHA-256"],
  async run(args) {
    const { words, options } = readArguments(this, args, {}, { least: 0, most: 1000 });
    const [verb, ...names] = words;
    if (verb === "rm") return remove(names);
    if (verb === "pack") return pack(names, options.json ?? false);
    if (verb !== undefined) throw new InputError(`runs: ${verb} is none of its verbs; it has rm and pack`);
    const runs = listRuns();
    if (options.json) printJson({ runs });
    else if (runs.length === 0) print(`no runs in ${runsHome()}`);
    else
      for (const { folder, status, megabytes } of runs)
        print(`${status.padEnd(8)} ${`${megabytes.toFixed(1)} MB`.padStart(10)}  ${folder}`);
  },
};

function listRuns() {
  const live = liveRuns();
  return knownRuns(live).flatMap((folder) => {
    try {
      const record = readRun(folder);
      const { id, name, start, end } = record;
      const state = stateOf(
        record,
        live.find((run) => run.id === id),
      );
      return [{ id, name, folder, status: state, start, end, megabytes: sizeOf(folder) / 1e6 }];
    } catch {
      return [];
    }
  });
}

async function pack(names: readonly string[], json: boolean): Promise<void> {
  if (names.length === 0) throw new InputError("runs pack: which run? Give its id or folder; munnin runs lists them");
  const files: string[] = [];
  for (const name of names) {
    const folder = findRun(name);
    if (folder === null) throw new InputError(`${name}: no such run in ${runsHome()}`);
    files.push(await packRun(folder));
    if (!json) print(files.at(-1)!);
  }
  if (json) printJson({ files });
}

function remove(names: readonly string[]): void {
  if (names.length === 0) throw new InputError("runs rm: which run? Give its id or folder; munnin runs lists them");
  removeRuns(names);
}

const sizeOf = (folder: string): number => filesBelow(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
