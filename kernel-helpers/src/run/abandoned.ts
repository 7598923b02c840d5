import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Experiment } from "../config";
import {
  type LedgerLine,
  type RunRecord,
  type Theft,
  type Time,
  type TrialBegun,
  type TrialRecord,
  ledgerFile,
  readBegun,
  readEvents,
  readLedger,
  trialFolder,
  withheldFile,
} from "../runfolder";
import { mergeLedgers, payloadOf } from "./ledger";

/**
 * Brings the trials of a run into its record whose coordinator did not live to their end: as failed, up to its last sign of life. The ledgers of
 * their agents become one; captures, requests and entities are there as they were written.
 */
export function withAbandoned(folder: string, record: RunRecord, error: string): RunRecord {
  const { seconds } = (record.config as Experiment).trials;
  const known = new Set(record.trials.map(({ index }) => index));
  const indices = readdirSync(folder).flatMap((name) => (/^trial-\d+$/.test(name) ? [Number(name.slice(6))] : []));
  const begun = indices.filter((index) => !known.has(index)).flatMap((index) => readBegun(trialFolder(folder, index)) ?? []);
  const found = begun.flatMap((trial) => {
    const last = Math.max(...readEvents(folder).map(({ time }) => time), lastWriting(trialFolder(folder, trial.index)));
    const end = Math.min(last, trial.start + seconds);
    return trial.start < end ? [abandoned(folder, trial, end, error)] : [];
  });
  return { ...record, trials: [...record.trials, ...found] };
}

/** When anything was written into a folder for the last time: captures are, packet by packet. */
function lastWriting(folder: string): Time {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => statSync(join(folder, name)));
  return Math.max(0, ...files.filter((file) => file.isFile()).map(({ mtimeMs }) => mtimeMs / 1000));
}

function abandoned(run: string, begun: TrialBegun, end: number, error: string): TrialRecord {
  const folder = trialFolder(run, begun.index);
  mergeLedgers(join(folder, "exfil"), ledgerFile(folder), withheldFile(folder));
  const theft = begun.kind === "exfiltration" ? theftIn(readLedger(folder)) : null;
  return { ...begun, status: "failed", error, end, theft, rates: [] };
}

/** The file did not arrive whole, or nobody lived to see it; null: nothing was stolen before. */
function theftIn(ledger: readonly LedgerLine[]): Theft | null {
  if (ledger.length === 0) return null;
  return { sent: payloadOf(ledger, "sent"), received: payloadOf(ledger, "received"), recovered: false };
}
