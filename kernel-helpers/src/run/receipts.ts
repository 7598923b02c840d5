import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Receipt } from "../exfil/agent/control";
import type { LedgerLine } from "../runfolder";

/** What receivers have of each job, as their ledgers grow. */
export interface ReceiptBook {
  /** Reads what was written since the last time. */
  update(): void;
  /** What has come of a job so far; nothing, as long as none of it has. */
  of(job: string): Receipt;
}

/** Bytes that are read at once from one ledger. */
const atOnce = 1 << 20;

/** Follows the ledgers of receivers while these write them. Files need not exist yet. */
export function receiptBook(files: readonly string[]): ReceiptBook {
  const tails = files.map((file) => ({ file, at: 0, rest: "" }));
  const jobs = new Map<string, { readonly seen: Set<number>; received: number; through: number }>();
  const buffer = Buffer.allocUnsafe(atOnce);

  function take({ event, job, index, payload }: LedgerLine): void {
    if (event !== "received" || payload === 0) return;
    const known = jobs.get(job) ?? { seen: new Set<number>(), received: 0, through: -1 };
    jobs.set(job, known);
    if (known.seen.has(index)) return;
    known.seen.add(index);
    known.received += payload;
    known.through = Math.max(known.through, index);
  }

  return {
    update() {
      for (const tail of tails) {
        const { text, at } = readFrom(tail.file, tail.at, buffer);
        const lines = (tail.rest + text).split("\n");
        tail.rest = lines.pop()!;
        tail.at = at;
        for (const line of lines) if (line !== "") take(JSON.parse(line) as LedgerLine);
      }
    },
    of(job) {
      const { received, through } = jobs.get(job) ?? { received: 0, through: -1 };
      return { received, through };
    },
  };
}

/** What stands in a file from a place on (its text is ASCII), and the place behind it; nothing of a file that is not there. */
function readFrom(file: string, from: number, buffer: Buffer): { text: string; at: number } {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch {
    return { text: "", at: from };
  }
  try {
    let text = "";
    let at = from;
    for (const { size } = fstatSync(handle); at < size;) {
      const got = readSync(handle, buffer, 0, Math.min(buffer.length, size - at), at);
      if (got === 0) break;
      text += buffer.toString("latin1", 0, got);
      at += got;
    }
    return { text, at };
  } finally {
    closeSync(handle);
  }
}
