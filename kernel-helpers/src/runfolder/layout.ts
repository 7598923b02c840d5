import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { EntityInterval } from "./entity";
import type { Event } from "./event";
import { readLines } from "./files";
import type { LedgerLine, WithheldLine } from "./ledger";

/** Where the files of a run folder are. */
export const eventsFile = (run: string) => join(run, "events.jsonl");
export const reportFile = (run: string) => join(run, "report.html");
export const auditFile = (run: string) => join(run, "audit.jsonl");
export const trialFolder = (run: string, trial: number) => join(run, `trial-${trial}`);
export const entitiesFile = (trial: string) => join(trial, "entities.jsonl");
export const ledgerFile = (trial: string) => join(trial, "exfil.jsonl");
export const withheldFile = (trial: string) => join(trial, "withheld.jsonl");
export const captureFile = (trial: string, network: string) => join(trial, "capture", `${network}.pcap`);
export const captureCountsFile = (trial: string, network: string) => join(trial, "capture", `${network}.json`);
export const receivedFolder = (trial: string) => join(trial, "exfil", "received");
export const requestsFile = (trial: string) => join(trial, "load", "requests.jsonl");
export const figuresFolder = (trial: string) => join(trial, "figures");

export const readEvents = (run: string): Event[] => readLines<Event>(eventsFile(run));
export const readEntities = (trial: string): EntityInterval[] => readLines<EntityInterval>(entitiesFile(trial));
export const readLedger = (trial: string): LedgerLine[] => readLines<LedgerLine>(ledgerFile(trial));
/** What the agents of a sham trial did not send; nothing in other trials. */
export const readWithheld = (trial: string): WithheldLine[] => readLines<WithheldLine>(withheldFile(trial));

/** The captures of a trial: each network's file, plain or packed with gzip. */
export function captureFiles(trial: string): { network: string; file: string }[] {
  const folder = join(trial, "capture");
  return readdirSync(folder)
    .filter((name) => /\.pcap(\.gz)?$/.test(name))
    .sort()
    .map((name) => ({ network: name.replace(/\.pcap(\.gz)?$/, ""), file: join(folder, name) }));
}
