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

/** Files of captures: tcpdump numbers those that follow the first, without a dot; recorded ones may be packed with gzip. */
const capture = /^(.+)\.pcap(\d*)(\.gz)?$/;

/** The captures of a trial, by network: a file each, or several that follow each other, in order. */
export function captureFiles(trial: string): { network: string; file: string }[] {
  const folder = join(trial, "capture");
  return readdirSync(folder)
    .flatMap((name) => {
      const [, network, number] = capture.exec(name) ?? [];
      return network === undefined ? [] : [{ network, number: Number(number), file: join(folder, name) }];
    })
    .sort((a, b) => (a.network < b.network ? -1 : a.network > b.network ? 1 : a.number - b.number))
    .map(({ network, file }) => ({ network, file }));
}
