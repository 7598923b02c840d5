import type { Names } from "./names";

/** What the supervisor (`python/supervisor.py`) is told: one line of JSON each. */
export type Command =
  | { readonly op: "setup"; readonly keep: readonly string[] }
  | ({ readonly op: "names"; readonly nameservers: Readonly<Record<string, string>> } & Names)
  | SpawnCommand
  | {
      readonly op: "probe";
      readonly network: string;
      readonly address: string;
      readonly port: number;
      readonly path: string | null;
      readonly within: number;
    }
  | { readonly op: "settings"; readonly network?: string; readonly values: Readonly<Record<string, string>> }
  | { readonly op: "signal"; readonly pid: number; readonly signal: string }
  | { readonly op: "write"; readonly pid: number; readonly text: string }
  | { readonly op: "closeStdin"; readonly pid: number }
  | { readonly op: "usage" };

export interface SpawnCommand {
  readonly op: "spawn";
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Instance whose network namespace it runs in; none: the lab's own, where the bridges are. */
  readonly network?: string;
  /** Process of that instance: under this name its use of the machine is reported. */
  readonly name?: string;
  readonly user?: string;
  /** Whole seconds after which the kernel ends it. */
  readonly life?: number;
  readonly stdin?: string;
  /** Files to append to; null: reported by the supervisor. */
  readonly stdout: string | null;
  readonly stderr: string | null;
}

/** What each process beside an instance uses, `[instance, process, CPU seconds, bytes]`; the machine; bytes in and out of each device. */
export interface UsageReport {
  readonly machine: readonly [cpu: number, memory: number];
  readonly processes: readonly (readonly [instance: string, process: string, cpu: number, memory: number])[];
  readonly devices: Readonly<Record<string, readonly [into: number, out: number]>>;
}

/** What the supervisor says. */
export type Report =
  | { readonly id: number; readonly pid?: number; readonly usage?: UsageReport; readonly error?: string }
  | { readonly output: number; readonly text: string }
  | { readonly exit: number; readonly code: number | null; readonly signal: string | null };

/** The lab's own folder on its private /run, and in it the one that anybody may write to. */
export const labFolder = "/run/munnin";
export const scratchFolder = `${labFolder}/scratch`;
export const namesFolder = `${labFolder}/names`;
