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
  | { readonly op: "closeStdin"; readonly pid: number };

export interface SpawnCommand {
  readonly op: "spawn";
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Instance whose network namespace it runs in; none: the lab's own, where the bridges are. */
  readonly network?: string;
  readonly user?: string;
  readonly stdin?: string;
  /** Files to append to; null: reported by the supervisor. */
  readonly stdout: string | null;
  readonly stderr: string | null;
}

/** What the supervisor says. */
export type Report =
  | { readonly id: number; readonly pid?: number; readonly error?: string }
  | { readonly output: number; readonly text: string }
  | { readonly exit: number; readonly code: number | null; readonly signal: string | null };

/** The lab's own folder on its private /run, and in it the one that anybody may write to. */
export const labFolder = "/run/munnin";
export const scratchFolder = `${labFolder}/scratch`;
export const namesFolder = `${labFolder}/names`;
