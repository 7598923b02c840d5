import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { domainOf, type ReceiverDocument } from "../document";
import { createAssembly, type Assembled } from "../det/assembly";
import { ledgerIndex, parseMessage, payloadBytes } from "../det/message";
import { md5Of, openPayload } from "../det/payload";
import { endpointText } from "./endpoint";
import type { Surroundings } from "./surroundings";
import { wires } from "./wire";

const limits = { jobs: 64, bytes: 512 * 1024 * 1024 };

/**
 * Collects messages, writes each one into the ledger as it comes, and recovers files. Never ends by itself. Garbage,
 * duplicates and any order are survived; a file that does not come out right is told and costs nothing else.
 */
export async function receive(document: ReceiverDocument, surroundings: Surroundings): Promise<never> {
  const { agent, hop, listen, transport } = document;
  const { clock, ledger, log } = surroundings;
  mkdirSync(document.into, { recursive: true });
  const assemble = createAssembly(limits, (job) => log(`${agent} gave up on job ${job}: too much unfinished`));
  const garbage = (from: string, why: string) => log(`${agent} dropped from ${from}: ${why}`);
  await wires[transport].listen(listen, {
    clock,
    domain: domainOf(document),
    garbage,
    take(bytes, { time, ...ends }) {
      const message = parseMessage(bytes);
      if (message) {
        const { job } = message;
        ledger({
          time,
          agent,
          hop,
          event: "received",
          transport,
          ...ends,
          job,
          index: ledgerIndex(message),
          payload: payloadBytes(message),
        });
        const file = assemble(message);
        if (file) log(`${agent} ${recover(file, document)}`);
      } else garbage(ends.remote, "no DET message");
      return Promise.resolve();
    },
  });
  log(`${agent} receives at ${endpointText(listen.address, listen.port)} over ${transport}`);
  return new Promise<never>(() => undefined);
}

/**
 * Decrypts a file and writes it whole, under its job and name: first beside its place, then renamed. One whose MD5 differs from
 * the announced one is kept as `.corrupt`.
 *
 * @returns what became of it, for the log
 */
function recover(file: Assembled, key: ReceiverDocument): string {
  // The name came over the network: nothing of it may lead out of the folder.
  const name = `${file.job}.${file.fileName
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, "_")
    .slice(-100)}`;
  let plain: Buffer;
  try {
    plain = openPayload(file.payload, key);
  } catch (error) {
    return `could not decrypt ${name}: ${(error as Error).message} (another key, or damaged)`;
  }
  const intact = md5Of(plain) === file.md5;
  const place = join(key.into, intact ? name : `${name}.corrupt`);
  writeFileSync(`${place}.part`, plain);
  renameSync(`${place}.part`, place);
  return `${intact ? "recovered" : "received corrupt"} ${name}, ${plain.length} bytes`;
}
