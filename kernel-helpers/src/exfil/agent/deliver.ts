import { setTimeout as pause } from "node:timers/promises";
import { domainOf, type RelayDocument, type SenderDocument } from "../document";
import { ledgerIndex, payloadBytes, type Message } from "../det/message";
import { randomStream, wholeBetween } from "../../runfolder/random";
import { insideRanges } from "./allowed";
import { DestinationRefused } from "./connection";
import { endpointText } from "./endpoint";
import type { Surroundings } from "./surroundings";
import { Attempted } from "./kept-connection";
import { wireOf } from "./wire";

/** Attempts for one message, and milliseconds before the second; each further pause is twice as long, 3.2 s in all. */
const attempts = 7;
const firstPause = 50;

export type Deliver = (message: Message, bytes: Buffer) => Promise<void>;

/**
 * Delivers messages to the next hop, each to one of its addresses, drawn anew for each attempt, and writes the outgoing leg into
 * the ledger. A failure is tried again a few times; then the promise is rejected.
 */
export function delivery(document: SenderDocument | RelayDocument, { clock, signal, ledger, log }: Surroundings): Deliver {
  const { agent, hop, transport, target } = document;
  const send = wireOf(document).sender();
  const way = document.way && { way: document.way };
  const random = randomStream(document.seed, `agent/${agent}/${hop}/target`);
  const { method = "either" } = document;
  const options = { clock, random, permits: insideRanges(document.allowed), domain: domainOf(document), method };
  const event = document.role === "sender" ? "sent" : "relayed";

  return async (message, bytes) => {
    for (let attempt = 1; ; attempt++) {
      const address = target.addresses[wholeBetween(random, 0, target.addresses.length - 1)];
      try {
        const { time, ...ends } = await send(bytes, { address, port: target.port }, options);
        const { job } = message;
        ledger({ time, agent, hop, event, transport, ...way, ...ends, job, index: ledgerIndex(message), payload: payloadBytes(message) });
        return;
      } catch (error) {
        // At a port of the application's nothing but the record tells the thief's connections from others.
        if (error instanceof Attempted)
          ledger({
            time: clock(),
            agent,
            hop,
            event: "failed",
            transport,
            ...way,
            ...error.ends,
            job: message.job,
            index: ledgerIndex(message),
            payload: 0,
            encoded: 0,
          });
        const what = `message ${message.job}/${ledgerIndex(message)} to ${endpointText(address, target.port)}: ${(error as Error).message}`;
        if (signal.aborted) throw error;
        if (error instanceof DestinationRefused || attempt === attempts)
          throw new Error(`${what} (attempt ${attempt}, given up)`, { cause: error });
        log(`${what} (attempt ${attempt} of ${attempts})`);
        await pause(firstPause * 2 ** (attempt - 1), undefined, { signal });
      }
    }
  };
}
