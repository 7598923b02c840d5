import { readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type LiveRun, isAlive, liveRuns, readRun, unregister, wallClock, writeRun } from "../runfolder";
import { withAbandoned } from "./abandoned";
import { removeUnfinished } from "./install";

/** What was done about one run. */
export interface Cleaned {
  readonly id: string;
  readonly folder: string;
  /** One line each: what was found and removed. */
  readonly removed: readonly string[];
  /** Processes of the run that are still there: clean-up failed. */
  readonly left: readonly number[];
}

/** Seconds that a coordinator has to take its own run down. */
const grace = 20;

/**
 * Removes all that a run left behind: tells a coordinator that still lives to stop, ends the processes of one that does not, and
 * marks the run. Its folder is kept.
 */
export async function cleanRun(live: LiveRun): Promise<Cleaned> {
  const removed: string[] = [];
  if (isAlive(live)) {
    process.kill(live.pid, "SIGTERM");
    for (let waited = 0; waited < grace && isAlive(live); waited += 0.1) await setTimeout(100);
    if (isAlive(live)) process.kill(live.pid, "SIGKILL");
    removed.push(`stopped its coordinator, process ${live.pid}`);
  }
  // Everything that a lab runs carries the run's id in its environment; the supervisor's end ends them all.
  const stray = processesOf(live.id);
  if (stray.length > 0) removed.push(...describe(stray));
  for (const pid of stray) kill(pid);
  for (let waited = 0; waited < 5 && processesOf(live.id).length > 0; waited += 0.05) await setTimeout(50);
  const left = processesOf(live.id);
  if (left.length === 0) {
    const halves = halvesIn(live.folder);
    for (const file of halves) rmSync(file, { force: true });
    if (halves.length > 0) removed.push(`removed ${halves.length} half-written ${halves.length === 1 ? "file" : "files"}`);
    for (const unfinished of removeUnfinished(live.id)) removed.push(`removed ${unfinished}, a program that was being made`);
    if (markDead(live.folder)) removed.push("marked the run as failed; its folder keeps what there is");
    unregister(live.id);
    removed.push("removed its entry among the live runs");
  }
  return { id: live.id, folder: live.folder, removed, left };
}

/** The live runs that `clean` is asked for: by id or folder; without names, those whose coordinator has died. */
export function runsToClean(names: readonly string[], all: boolean): LiveRun[] {
  const live = liveRuns();
  if (all) return live;
  if (names.length === 0) return live.filter((run) => !isAlive(run));
  return live.filter((run) => names.some((name) => name === run.id || name.replace(/\/+$/, "").endsWith(`/${run.id}`)));
}

/** Processes that carry a run's id in their environment. */
export function processesOf(id: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) =>
      orNothing(() => readFileSync(`/proc/${pid}/environ`, "latin1"))
        ?.split("\0")
        .includes(`MUNNIN_RUN=${id}`),
    )
    .map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}

/** What processes of a lab are, by program, and what ends with them. */
function describe(pids: readonly number[]): string[] {
  const programs = new Map<string, number>();
  for (const pid of pids) {
    const program = orNothing(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim()) ?? "one that has ended";
    programs.set(program, (programs.get(program) ?? 0) + 1);
  }
  const named = [...programs].sort().map(([program, count]) => (count === 1 ? program : `${count} × ${program}`));
  const spaces = ["net", "mnt", "pid", "ipc", "user"].flatMap((kind) => {
    const own = orNothing(() => readlinkSync(`/proc/self/ns/${kind}`));
    return pids.flatMap((pid) => orNothing(() => readlinkSync(`/proc/${pid}/ns/${kind}`)) ?? []).filter((name) => name !== own);
  });
  return [
    `ended ${pids.length} ${pids.length === 1 ? "process" : "processes"}: ${named.join(", ")}`,
    `removed ${new Set(spaces).size} namespaces, with their links, mounts and files`,
  ];
}

/** Files that somebody was writing aside when he was ended. */
function halvesIn(folder: string): string[] {
  const all = orNothing(() => readdirSync(folder, { recursive: true, encoding: "utf8" })) ?? [];
  return all.filter((name) => /\.\d+\.half$/.test(name)).map((name) => join(folder, name));
}

function orNothing<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null; // It ended, or vanished, meanwhile.
  }
}

/** @throws when the folder is there and cannot be written: the run stays on the list, and can be cleaned again */
function markDead(folder: string): boolean {
  const record = orNothing(() => readRun(folder));
  if (record?.status !== "running") return false;
  const error = "the coordinator was killed";
  try {
    writeRun(folder, { ...withAbandoned(folder, record, error), status: "failed", error, end: wallClock() });
  } catch (failure) {
    throw new Error(
      `${record.id}: nothing of it is left, but its folder cannot be written: ${(failure as Error).message}; clean it again when it can`,
    );
  }
  return true;
}
