import { receiptLine } from "../exfil/agent/receipt";
import type { LabProcess } from "../lab/lab";
import { receiptBook } from "./receipts";

/** Milliseconds between two receipts. */
const period = 250;

/** Tells senders what has come at the other end: from ledger files to standard inputs, so that no network of the lab carries it. */
export interface Feedback {
  /** From now on this sender hears of its job. */
  tell(sender: LabProcess, job: string): void;
  stop(): void;
}

/** @param ledgers files that the receivers' ledger lines go to */
export function startFeedback(ledgers: readonly string[]): Feedback {
  const book = receiptBook(ledgers);
  const senders = new Map<LabProcess, string>();
  const tick = () => {
    if (senders.size === 0) return;
    book.update();
    // A process or a lab that has ended in the meantime needs no receipt.
    for (const [sender, job] of senders) sender.write(receiptLine(book.of(job))).catch(() => undefined);
  };
  const ticks = setInterval(tick, period);
  return {
    tell(sender, job) {
      senders.set(sender, job);
      void sender.exited.then(() => senders.delete(sender));
    },
    stop: () => clearInterval(ticks),
  };
}
