import fs from "node:fs";
import path from "node:path";
import type { InstanceSpec, ProcessSpec } from "../deployment";
import type { ExecOptions, LabProcess } from "../lab";
import { fillPlaces, type Places } from "../places";
import { labPath } from "./programs";
import { scratchFolder } from "./protocol";
import type { Supervisor } from "./supervisor";

/** A process beside an instance, and where its output goes. */
export interface Started extends LabProcess {
  readonly log: string;
}

/** The log file of a process of an instance in a run's folder. */
export const logFile = (run: string, instance: string, process: string): string => path.join(run, "logs", `${instance}.${process}.log`);

/**
 * What every process finds in its environment, and no more: nothing of the user's shell, no proxy. `RESOLV_MULTI` makes
 * glibc return every address of a name in the hosts file, also where the machine has no `/etc/host.conf` that says so.
 */
const environment = { PATH: labPath, LANG: "C.UTF-8", HOME: scratchFolder, TMPDIR: scratchFolder, RESOLV_MULTI: "on" };

/** The command of a process as it will run, all places filled in. */
export const commandOf = (process: ProcessSpec, places: Places): string[] => process.command.map((word) => fillPlaces(word, places));

/** Starts a process in an instance's network namespace, all places in its command, environment and input filled in. */
export async function startProcess(
  supervisor: Supervisor,
  places: Places,
  instance: InstanceSpec,
  process: ProcessSpec,
  options: ExecOptions = {},
): Promise<Started> {
  const fill = (text: string): string => fillPlaces(text, places);
  const log = logFile(places.run, instance.name, process.name);
  const command = commandOf(process, places);
  const { pid, exited } = await supervisor.start({
    op: "spawn",
    argv: command,
    env: {
      ...environment,
      ...Object.fromEntries(Object.entries(process.env ?? {}).map(([key, value]) => [key, fill(value)])),
    },
    network: instance.name,
    name: process.name,
    user: process.user,
    stdin: process.stdin === undefined ? undefined : fill(process.stdin),
    stdout: options.stdout ?? log,
    stderr: options.stderr ?? log,
  });
  return {
    name: process.name,
    pid,
    command,
    exited,
    log: options.stderr ?? log,
    signal: (name) => supervisor.tell({ op: "signal", pid, signal: name }),
    write: (text) => supervisor.tell({ op: "write", pid, text }),
    closeStdin: () => supervisor.tell({ op: "closeStdin", pid }),
  };
}

/** The last lines of a log, at most `count` of them and 8 kB; none when there is no log. */
export function lastLines(file: string, count = 20): string[] {
  let handle: number;
  try {
    handle = fs.openSync(file, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fs.fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, 8192));
    fs.readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString().trimEnd().split("\n").slice(-count).filter(Boolean);
  } finally {
    fs.closeSync(handle);
  }
}
