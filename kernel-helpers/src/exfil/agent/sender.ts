import type { SenderDocument } from "../document";
import { randomStream, wholeBetween } from "../../runfolder/random";
import { syntheticPieces } from "../synthetic";
import { chunksOf } from "../det/chunk";
import { drawJob } from "../det/job";
import { encodeMessage, payloadBytes, type Message } from "../det/message";
import { md5Of, sealPayload } from "../det/payload";
import { delivery } from "./deliver";
import { rateControl } from "./control";
import { passing } from "./garbage";
import { waitForTurn } from "./pacing";
import type { Surroundings } from "./surroundings";
import { underWay } from "./underway";
import { wireOf } from "./wire";
import { withholding } from "./withhold";

/** Makes the synthetic file and sends it at the document's rate. Ends when all of it has been taken by the next hop; aborts between messages. */
export async function send(document: SenderDocument, surroundings: Surroundings): Promise<void> {
  const { agent, bytesPerSecond, data } = document;
  const deliver = document.sham ? withholding(document, surroundings) : delivery(document, surroundings);
  const control = rateControl(document, randomStream(document.seed, "jitter"));
  const now = () => performance.now();
  surroundings.onReceipt((receipt) => control.heard(receipt, now()));
  surroundings.log(
    `${agent} ${document.sham ? "withholds" : "sends"} ${data.bytes} bytes of synthetic ${data.kind} at ${bytesPerSecond} B/s over ${document.transport}`,
  );
  const line = underWay(deliver, wireOf(document).atOnce);
  try {
    for (const message of messagesOf(document)) {
      const bytes = payloadBytes(message);
      await waitForTurn(control, bytes, now, surroundings.signal);
      if (bytes > 0) control.sent(bytes, now());
      await line.put(message, encodeMessage(message));
    }
  } finally {
    // What is under way is put on record, however it ends.
    await line.settled();
  }
  surroundings.log(`${agent} has ${document.sham ? "withheld" : "sent"} everything`);
}

/** The job under which a sender with this seed registers its file. */
export const jobOf = (seed: number): string => drawJob(randomStream(seed, "messages"));

/** The messages of one file, all drawn from the seed: registration, data, done. */
export function* messagesOf({ data, seed, passphrase, compression, chunk, fileName }: SenderDocument): Generator<Message> {
  const random = randomStream(seed, "messages");
  const job = drawJob(random);
  const iv = Buffer.from(Array.from({ length: 16 }, () => wholeBetween(random, 0, 255)));
  // Made twice, so that it need not be held: the registration comes first, and has the MD5 of the whole.
  const file = () => passing(syntheticPieces(data.kind, data.bytes, seed));
  yield { kind: "register", job, fileName, md5: md5Of(file()) };
  let count = 0;
  for (const piece of chunksOf(sealPayload(file(), { passphrase, compression }, iv), chunk, random)) {
    yield { kind: "data", job, index: count++, chunk: piece };
  }
  yield { kind: "done", job, count };
}
