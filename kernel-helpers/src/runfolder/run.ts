import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../config/error";
import { writeWhole } from "./files";
import type { Transport } from "./ledger";
import type { SpanRate } from "./rate";
import type { Time } from "./time";
import type { TrialKind } from "./trialkind";

export type RunStatus = "running" | "done" | "failed" | "stopped";

/** What `run.json` holds. */
export interface RunRecord {
  /** Version of the run folder's layout. */
  readonly schema: 1;
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  /** One line, of a run that failed or was stopped. */
  readonly error?: string;
  /** The configuration with all defaults filled in. */
  readonly config: unknown;
  readonly seed: number;
  readonly lab: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly host: { readonly system: string; readonly cores: number; readonly memory: number; readonly root: boolean };
  /** Offload settings per interface: frames are comparable with all of them off. */
  readonly offload: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly start: Time;
  readonly end: Time | null;
  readonly trials: readonly TrialRecord[];
  /** Set in a run that was recorded elsewhere and is shipped as a sample. */
  readonly recorded?: string;
}

/** One repetition whose time began: its windows begin at `start`. */
export interface TrialRecord {
  readonly index: number;
  readonly kind: TrialKind;
  /** Trials of one block have the same users, who do the same; without blocks each trial is one of its own. */
  readonly block: number;
  /** Index of the trial that failed and that this one repeats. */
  readonly repeats?: number;
  /** One line, of a trial that failed. */
  readonly error?: string;
  /** A trial that failed or was stopped has its data up to then: `end` says when that was. */
  readonly status: Exclude<RunStatus, "running">;
  readonly start: Time;
  readonly end: Time;
  /**
   * When all captures ran (null: one of them ended by itself), and when users were at work: within it, the warm-up before `start` included. None in runs of
   * versions that did not write it.
   */
  readonly observed?: { readonly captures: TimeSpan | null; readonly load: TimeSpan };
  /** How the warm-up ended; none where nobody waited for stationary rates. */
  readonly stationarity?: Stationarity;
  readonly networks: readonly { readonly name: string; readonly subnet: string; readonly outside: boolean }[];
  /** Where the thief's agents listen, and nobody else does. */
  readonly listeners?: readonly { readonly transport: Transport; readonly at: string; readonly hop: number }[];
  /** Each agent's clock against the capture's, once the ledger is joined to the packets. */
  readonly clocks?: readonly ClockRecord[];
  /** What happened meanwhile, in the order of time. */
  readonly events?: readonly TrialEvent[];
  /** What became of the stolen file: null when nothing was stolen in this trial. */
  readonly theft: Theft | null;
  /** The rates of each span of each theft; none in runs of versions that did not measure them. */
  readonly rates: readonly SpanRate[];
}

/** Something that happened during a trial, as `events` of the configuration wants it. */
export interface TrialEvent {
  /** Number in the configuration. */
  readonly index: number;
  readonly kind: string;
  /** The service that it happened to; of users the one that they talk to. */
  readonly service: string;
  /** No event is a theft: what it moves is part of the ground truth as such. None in runs of versions that had no other events than instances that come and go. */
  readonly benign?: true;
  readonly start: Time;
  readonly end: Time;
  /** Names of instances that came, and that went. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Of a backup: the instance that sent it, and the one outside that has it. */
  readonly from?: string;
  readonly to?: string;
  /** Of a backup what arrived; of guests the sizes of the answers to their requests, without headers. */
  readonly bytes?: number;
  /** Of guests (a flash crowd, a crawler, an export): how many they were, and their requests. */
  readonly users?: number;
  readonly requests?: number;
}

/** How stationary the rates were when the trial began. */
export interface Stationarity {
  /** Seconds from the first users to the start of the trial. */
  readonly warmup: number;
  /** Share of all bytes by which the rates differed in the two halves of the last `trials.stationary.over` seconds; null: there was nothing to compare. */
  readonly difference: number | null;
  /** Whether that was within `trials.stationary.tolerance`. */
  readonly reached: boolean;
}

export interface TimeSpan {
  readonly from: Time;
  readonly to: Time;
}

/** How an agent's clock goes, by the packets of its messages. */
export interface ClockRecord {
  readonly agent: string;
  /**
   * Seconds to add to the agent's times: the least, over its messages, of the time of the first captured byte less the time in the
   * ledger. What a message waits for on its way makes a difference greater, never smaller.
   */
  readonly offset: number;
  /** By how much that least difference changes within the trial, seconds: far from 0, the clock was set or went wrong. */
  readonly step: number;
  /** Messages that were compared. */
  readonly messages: number;
}

export interface Theft {
  /** Bytes of the encrypted file as the ledgers of originator and receiver have them. */
  readonly sent: number;
  readonly received: number;
  /** Whether each recovered file equals the one that was made from the seed. */
  readonly recovered: boolean;
}

/** Writes `run.json`, whole or not at all. */
export function writeRun(folder: string, record: RunRecord): void {
  writeWhole(join(folder, "run.json"), JSON.stringify(record, null, 2) + "\n");
}

/**
 * Reads `run.json`.
 * @throws InputError when the folder is no run folder, or one of a newer layout.
 */
export function readRun(folder: string): RunRecord {
  let text: string;
  try {
    text = readFileSync(join(folder, "run.json"), "utf8");
  } catch {
    throw new InputError(`${folder}: is not a run folder: it has no run.json`);
  }
  let record: RunRecord;
  try {
    record = JSON.parse(text) as RunRecord;
  } catch {
    throw new InputError(`${folder}/run.json: is not JSON`);
  }
  if (record.schema !== 1)
    throw new InputError(`${folder}/run.json: has layout ${String(record.schema)}; this version of munnin reads layout 1`);
  return { ...record, trials: record.trials.map(completed) };
}

/** A trial as runs of earlier versions have it, with what they left out. */
function completed(trial: TrialRecord): TrialRecord {
  const kind = trial.theft ? "exfiltration" : "baseline";
  return {
    ...trial,
    kind: trial.kind ?? kind,
    block: trial.block ?? trial.index,
    status: trial.status ?? "done",
    rates: trial.rates ?? [],
  };
}
