import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type LedgerLine, ledgerFile, readLedger } from "../runfolder";
import { wholeLines } from "./wholelines";

/** What the originators of a trial have sent so far, by their own ledgers, while these are written. Only what is new is read. */
export function originatorsOf(trial: string): () => readonly LedgerLine[] {
  const folder = join(trial, "exfil");
  const positions = new Map<string, number>();
  const lines: LedgerLine[] = [];
  let merged: readonly LedgerLine[] | null = null;
  return () => {
    // Once the trial is over there is one ledger of all; a recorded run has no other.
    if (merged || existsSync(ledgerFile(trial))) return (merged ??= readLedger(trial));
    for (const name of ledgersIn(folder)) {
      const position = positions.get(name) ?? 0;
      const bytes = wholeLines(join(folder, name), position);
      positions.set(name, position + bytes.length);
      for (const text of bytes.toString("utf8").split("\n")) {
        // Relays and receivers have lines of other hops only: most of all lines, which need not be understood.
        if (!text.includes('"event":"sent"')) continue;
        lines.push(JSON.parse(text) as LedgerLine);
      }
    }
    return lines;
  };
}

function ledgersIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  } catch {
    return []; // No agent has begun.
  }
}
