import { existsSync, readdirSync } from "node:fs";
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
/** What an instance sent and received on one of its networks. */
export const instanceCaptureFile = (trial: string, instance: string, network: string) =>
  join(trial, "capture", "instances", `${instance}.${network}.pcap`);
export const captureCountsFile = (trial: string, network: string) => join(trial, "capture", `${network}.json`);
export const receivedFolder = (trial: string) => join(trial, "exfil", "received");
export const requestsFile = (trial: string) => join(trial, "load", "requests.jsonl");
export const resourcesFile = (trial: string) => join(trial, "resources.jsonl");
/** What a process says that an event of the trial started. */
export const eventFile = (trial: string, process: string) => join(trial, "events", `${process}.jsonl`);
export const figuresFolder = (trial: string) => join(trial, "figures");

export const readEvents = (run: string): Event[] => readLines<Event>(eventsFile(run));
export const readEntities = (trial: string): EntityInterval[] => readLines<EntityInterval>(entitiesFile(trial));
export const readLedger = (trial: string): LedgerLine[] => readLines<LedgerLine>(ledgerFile(trial));
/** What the agents of a sham trial did not send; nothing in other trials. */
export const readWithheld = (trial: string): WithheldLine[] => readLines<WithheldLine>(withheldFile(trial));

/** What callers of virtual addresses see of a network, where its instances' side is in the capture: the same packets before the translation. */
export const virtualCaptureFile = (trial: string, network: string) => join(trial, "capture", "virtual", `${network}.pcap`);

/** Files of captures: tcpdump numbers those that follow the first, without a dot; recorded ones may be packed with gzip. */
const capture = /^(.+)\.pcap(\d*)(\.gz)?$/;

/** The captures of a trial's networks: a file each, or several that follow each other, in order. */
export const captureFiles = (trial: string): { network: string; file: string }[] => networksIn(join(trial, "capture"));

/** The captures of what callers of virtual addresses see; none in runs without. */
export const virtualCaptureFiles = (trial: string): { network: string; file: string }[] => networksIn(join(trial, "capture", "virtual"));

/** Those taken at instances, by `<instance>.<network>`; none, where the experiment did not ask for them. */
export const instanceCaptureFiles = (trial: string): { name: string; file: string }[] => capturesIn(join(trial, "capture", "instances"));

const networksIn = (folder: string) => capturesIn(folder).map(({ name, file }) => ({ network: name, file }));

function capturesIn(folder: string): { name: string; file: string }[] {
  return (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((entry) => {
      const [, name, number] = capture.exec(entry) ?? [];
      return name === undefined ? [] : [{ name, number: Number(number), file: join(folder, entry) }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.number - b.number))
    .map(({ name, file }) => ({ name, file }));
}
