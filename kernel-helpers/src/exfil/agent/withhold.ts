import { ledgerIndex, payloadBytes } from "../det/message";
import type { SenderDocument } from "../document";
import type { Deliver } from "./deliver";
import type { Surroundings } from "./surroundings";

/** In place of a delivery: the message stands in the ledger as withheld, and nothing leaves the process. */
export function withholding({ agent, hop, transport }: SenderDocument, { clock, ledger }: Surroundings): Deliver {
  return async (message) => {
    const { job } = message;
    ledger({ time: clock(), agent, hop, event: "withheld", transport, job, index: ledgerIndex(message), payload: payloadBytes(message) });
  };
}
