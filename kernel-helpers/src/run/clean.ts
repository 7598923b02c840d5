import { readFileSync, readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { type LiveRun, isAlive, liveRuns, readRun, unregister, wallClock, writeRun } from "../runfolder";

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
  for (const pid of stray) kill(pid);
  if (stray.length > 0) removed.push(`ended ${stray.length} processes`);
  for (let waited = 0; waited < 5 && processesOf(live.id).length > 0; waited += 0.05) await setTimeout(50);
  const left = processesOf(live.id);
  if (left.length === 0) {
    if (markDead(live.folder)) removed.push("marked the run as failed");
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
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`MUNNIN_RUN=${id}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}

function markDead(folder: string): boolean {
  try {
    const record = readRun(folder);
    if (record.status !== "running") return false;
    writeRun(folder, { ...record, status: "failed", error: "the coordinator was killed", end: wallClock() });
    return true;
  } catch {
    return false;
  }
}
