import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { PlannedAgent } from "../exfil/planned";
import { syntheticData } from "../exfil/synthetic";
import { type LedgerLine, type Theft, type WithheldLine, readLedger, readLines, receivedFolder, writeWhole } from "../runfolder";

/** Puts the ledgers of all agents of a trial into one file, by time; what a sham's agents withheld into another. */
export function mergeLedgers(folder: string, into: string, withheld: string): void {
  const lines = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".jsonl"))
        .flatMap((name) => readLines<LedgerLine | WithheldLine>(join(folder, name)))
    : [];
  lines.sort((a, b) => a.time - b.time);
  const text = (some: readonly object[]) => some.map((line) => JSON.stringify(line) + "\n").join("");
  writeWhole(into, text(lines.filter(({ event }) => event !== "withheld")));
  if (lines.some(({ event }) => event === "withheld")) writeWhole(withheld, text(lines.filter(({ event }) => event === "withheld")));
}

/** What became of the trial's thefts, from the merged ledger and the receiver's files; null when there were none. */
export function theftOf(trial: string, agents: readonly PlannedAgent[]): Theft | null {
  const senders = agents.flatMap(({ document }) => (document.role === "sender" ? [document] : []));
  if (senders.length === 0) return null;
  const ledger = readLedger(trial);
  const lastHop = Math.max(...agents.map(({ document }) => document.hop));
  const payload = (event: LedgerLine["event"], hop: number) =>
    ledger.reduce((sum, line) => (line.event === event && line.hop === hop ? sum + line.payload : sum), 0);
  const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const files = existsSync(receivedFolder(trial)) ? readdirSync(receivedFolder(trial)) : [];
  const recovered = new Set(files.map((name) => digest(readFileSync(join(receivedFolder(trial), name)))));
  return {
    sent: payload("sent", 0),
    received: payload("received", lastHop),
    recovered: senders.every(({ data, seed }) => recovered.has(digest(syntheticData(data.kind, data.bytes, seed)))),
  };
}
