import type { Receipt } from "./control";

/** What the coordinator tells a sender, as a line of its standard input. */
export function receiptLine({ received, through }: Receipt): string {
  return `${JSON.stringify({ received, through })}\n`;
}

/** Reads such a line; null for anything else, which is ignored. */
export function parseReceipt(line: string): Receipt | null {
  try {
    const { received, through } = JSON.parse(line) as Partial<Receipt>;
    const isReceipt = Number.isSafeInteger(received) && received! >= 0 && Number.isSafeInteger(through) && through! >= -1;
    return isReceipt ? { received: received!, through: through! } : null;
  } catch {
    return null;
  }
}
