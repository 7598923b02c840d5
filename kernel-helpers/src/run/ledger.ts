import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { jobOf } from "../exfil/agent/sender";
import type { PlannedAgent } from "../exfil/planned";
import { syntheticPieces } from "../exfil/synthetic";
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
  const received = receivedFolder(trial);
  const files = existsSync(received) ? readdirSync(received) : [];
  const recovered = new Set(files.map((name) => digestOf(piecesOf(join(received, name)))));
  return {
    sent: payloadOf(ledger, "sent"),
    received: payloadOf(ledger, "received"),
    recovered: senders.every(({ data, seed }) => recovered.has(digestOf(syntheticPieces(data.kind, data.bytes, seed)))),
  };
}

/** How many senders had not sent all of their file, the message at its end included, and how many there were. */
export function unfinishedSenders(ledger: readonly LedgerLine[], agents: readonly PlannedAgent[]): { unfinished: number; senders: number } {
  const ended = new Set(
    ledger.filter(({ event, index, payload }) => event === "sent" && index >= 0 && payload === 0).map(({ job }) => job),
  );
  const jobs = agents.flatMap(({ document }) => (document.role === "sender" ? [jobOf(document.seed)] : []));
  return { unfinished: jobs.filter((job) => !ended.has(job)).length, senders: jobs.length };
}

/** Bytes of the stolen files in the messages that were sent, or received, at whatever hop: each message once, however often it came. */
export function payloadOf(ledger: readonly LedgerLine[], event: LedgerLine["event"]): number {
  const messages = new Map<string, number>();
  for (const line of ledger) if (line.event === event) messages.set(`${line.job}/${line.index}`, line.payload);
  return [...messages.values()].reduce((sum, payload) => sum + payload, 0);
}

/** Of files of up to a gigabyte: never whole in memory. */
function digestOf(pieces: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

function* piecesOf(file: string): Generator<Uint8Array> {
  const handle = openSync(file, "r");
  try {
    const piece = Buffer.allocUnsafe(1 << 20);
    for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece)) yield piece.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}
