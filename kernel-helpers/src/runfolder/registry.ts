import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "./files";
import { findRuns } from "./home";

/** A run whose coordinator has not yet cleaned up: found from anywhere by `runs`, `clean` and the panel. */
export interface LiveRun {
  readonly id: string;
  readonly folder: string;
  readonly pid: number;
  /** Start of that process in clock ticks since boot, which tells it apart from a later one with the same id. */
  readonly pidStart: number;
  /** Which start of the machine that was: of an earlier one no process is left. None in entries of earlier versions. */
  readonly boot?: string;
  /** The lab's outermost process, once there is one. */
  readonly lab?: { readonly pid: number; readonly pidStart: number };
}

const stateFolder = () => join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "munnin");
const file = (id: string) => join(stateFolder(), `${id}.json`);

/** Writes or replaces the entry of a live run. */
export function register(run: LiveRun): void {
  mkdirSync(stateFolder(), { recursive: true });
  writeWhole(file(run.id), JSON.stringify(run) + "\n");
}

export function unregister(id: string): void {
  rmSync(file(id), { force: true });
}

/** All entries, readable ones only. */
export function liveRuns(): LiveRun[] {
  let names: string[];
  try {
    names = readdirSync(stateFolder());
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(stateFolder(), name), "utf8")) as LiveRun];
      } catch {
        return [];
      }
    });
}

/** Start of a process in clock ticks since boot; null when there is none with this id (Linux only). */
export function processStart(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Field 3 is the state: a zombie has ended, whoever has not yet asked for it.
    return fields[0] === "Z" ? null : Number(fields[19]);
  } catch {
    return null;
  }
}

/** Name of this start of the machine (Linux only). */
export function bootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return undefined;
  }
}

/** Whether exactly this process still lives. */
export const isAlive = ({ pid, pidStart, boot }: Pick<LiveRun, "pid" | "pidStart" | "boot">): boolean =>
  (boot === undefined || boot === bootId()) && processStart(pid) === pidStart;

/** Folders of all runs that are known: those in the folder that runs go to, the newest first, and the live ones of elsewhere. */
export const knownRuns = (live: readonly LiveRun[] = liveRuns()): string[] => [
  ...new Set([...findRuns(), ...live.map(({ folder }) => folder)]),
];
