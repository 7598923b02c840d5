import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A coordinator that was started from here, and lives on its own. */
export interface StartedCoordinator {
  readonly pid: number;
  /** The run folder, as soon as it exists; null when the coordinator ended before. */
  readonly folder: Promise<string | null>;
  /** Exit status, 1 for an end by a signal. */
  readonly exited: Promise<number>;
  readonly hasExited: () => boolean;
  /** What it has complained about so far. */
  readonly complaints: () => string;
  /** Asks it to stop the run and to clean up; `exited` tells when it has. */
  interrupt(): void;
}

/** The command line's program, beside `dist`. */
const program = join(__dirname, "..", "..", "bin", "munnin.js");

/**
 * Starts `munnin run` as a process of its own session: the end of this process, an interrupt of its process group, a closed
 * notebook do not touch it.
 *
 * @param config path of a configuration, or the configuration itself
 * @param set replacements of single values, key to value, as `--set` takes them
 */
export function startCoordinator(config: string | object, set: Readonly<Record<string, unknown>> = {}): StartedCoordinator {
  const scratch = mkdtempSync(join(tmpdir(), "munnin-cell-"));
  const [stdout, stderr] = ["stdout", "stderr"].map((name) => join(scratch, name));
  const path = typeof config === "string" ? config : join(scratch, "experiment.json");
  if (typeof config !== "string") writeFileSync(path, JSON.stringify(config));
  const sets = Object.entries(set).flatMap(([key, value]) => [
    "--set",
    `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  ]);

  const handles = [stdout, stderr].map((file) => openSync(file, "a"));
  const child = spawn(process.execPath, [program, "run", path, "--announce", "--json", ...sets], {
    detached: true,
    stdio: ["ignore", ...handles],
  });
  handles.forEach(closeSync);
  child.unref();

  let status: number | null = null;
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve((status = code ?? 1)));
  });
  exited.catch(() => {});
  const folder = firstLine(stdout, () => status !== null);
  let complaints = "";
  const settled = Promise.all([exited, folder]).finally(() => {
    complaints = readFileSync(stderr, "utf8");
    rmSync(scratch, { recursive: true, force: true });
  });
  return {
    pid: child.pid ?? 0,
    folder,
    exited: settled.then(([code]) => code),
    hasExited: () => status !== null,
    complaints: () => (existsSync(stderr) ? readFileSync(stderr, "utf8") : complaints),
    interrupt: () => {
      if (status === null) child.kill("SIGINT");
    },
  };
}

/** Waits for the first line, which announces the run folder; null when there is none before the end. */
async function firstLine(file: string, ended: () => boolean): Promise<string | null> {
  for (;;) {
    const last = ended();
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const end = text.indexOf("\n");
    if (end >= 0) return text.slice(0, end);
    if (last) return null;
    await pause(50);
  }
}
