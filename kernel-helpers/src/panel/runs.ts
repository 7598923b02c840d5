import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { InputError } from "../config";
import { startCoordinator } from "../notebook/coordinator";
import { askToStop, cleanRun, removeRuns, stateOf } from "../run";
import { type LiveRun, eventsFile, knownRuns, liveRuns, readEvents, readRun, runsHome } from "../runfolder";
import type { NewEvents, RunEntry } from "./requests";

/** Starts a run as a process of its own. @throws InputError with what `munnin run` has said, when there is no run */
export async function start(config: object): Promise<{ id: string }> {
  const coordinator = startCoordinator(config);
  const folder = await coordinator.folder;
  if (folder !== null) return { id: basename(folder) };
  await coordinator.exited;
  throw new InputError(
    coordinator
      .complaints()
      .trim()
      .replace(/^munnin: /gm, "") || "the run did not start",
  );
}

/** Runs of elsewhere that were live when somebody looked: they stay in the list when they have ended. */
const seenElsewhere = new Set<string>();

/** Folders of the runs of the folder that runs go to, and of those of everywhere that are live, or were at an earlier look. */
export function shownRuns(live = liveRuns()): string[] {
  const known = knownRuns(live);
  for (const folder of known) if (dirname(folder) !== runsHome()) seenElsewhere.add(folder);
  return [...new Set([...known, ...[...seenElsewhere].filter((folder) => existsSync(join(folder, "run.json")))])];
}

/** The runs of the folder that runs go to, and those of elsewhere that are or were live, the newest first. */
export function listRuns(): RunEntry[] {
  const live = liveRuns();
  const entries = shownRuns(live).map((folder) =>
    entryOf(
      folder,
      live.find((run) => run.folder === folder),
    ),
  );
  return entries.sort((a, b) => (b.start ?? 0) - (a.start ?? 0) || (a.id < b.id ? 1 : -1));
}

function entryOf(folder: string, live: LiveRun | undefined): RunEntry {
  const id = basename(folder);
  const below = relative(process.cwd(), folder);
  const common = {
    id,
    folder,
    path: isServed(below) ? below.split(sep).join("/") : null,
    reference: dirname(folder) === runsHome() ? id : folder,
    live: live !== undefined,
    cleaning: cleanings.get(id) ?? null,
  };
  try {
    const record = readRun(folder);
    const state = stateOf(record, live);
    const { name, start, end, error } = record;
    return { ...common, name, state, problem: error ?? null, start, end, warnings: state === "running" ? [] : warningsOf(folder) };
  } catch (error) {
    // It was removed under our hands, is half copied, or was made by a later version.
    const problem = (error as Error).message.replace(`${folder}/`, "").replace(folder, id);
    return { ...common, name: id, state: "unreadable", problem, start: null, end: null, warnings: [] };
  }
}

/** JupyterLab serves what lies below its folder, but nothing whose name begins with a dot. */
const isServed = (below: string): boolean => !isAbsolute(below) && below.split(sep).every((name) => !name.startsWith("."));

/** Logs of ended runs, which do not change: read once. */
const read = new Map<string, { readonly size: number; readonly warnings: readonly string[] }>();

function warningsOf(folder: string): readonly string[] {
  const size = statSync(eventsFile(folder), { throwIfNoEntry: false })?.size ?? 0;
  const known = read.get(folder);
  if (known?.size === size) return known.warnings;
  const warnings = readEvents(folder).flatMap(({ level, message }) => (level === "info" ? [] : [message]));
  read.set(folder, { size, warnings });
  return warnings;
}

/** What is new in an event log, at most a megabyte of it, without a last line that is half written. */
export function newEvents(folder: string, position: number): NewEvents {
  // Only what the list shows can be read.
  if (!shownRuns().includes(folder)) throw new InputError(`${basename(folder)}: no such run`);
  const handle = openSync(eventsFile(folder), "r");
  try {
    const buffer = Buffer.alloc(1_000_000);
    const bytes = buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, position));
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    return { text: whole.toString("utf8"), position: position + whole.length };
  } finally {
    closeSync(handle);
  }
}

/** @throws InputError when the run does not go on */
export function stop(id: string): null {
  askToStop(id);
  return null;
}

const cleanings = new Map<string, RunEntry["cleaning"]>();

/** @throws InputError when nothing of the run is left */
export function clean(id: string): null {
  const live = liveRuns().find((run) => run.id === id);
  if (!live) throw new InputError(`${id}: nothing of it is left`);
  if (cleanings.get(id) === "under way") return null;
  cleanings.set(id, "under way");
  cleanRun(live).then(
    ({ removed, left }) => cleanings.set(id, [...removed, ...(left.length > 0 ? [`STILL THERE: processes ${left.join(", ")}`] : [])]),
    (error: Error) => cleanings.set(id, [`the clean-up failed: ${error.message}`]),
  );
  return null;
}

/** @throws InputError for a run that is not there, or not cleaned up */
export function remove(id: string): null {
  removeRuns([join(runsHome(), id)]);
  return null;
}
