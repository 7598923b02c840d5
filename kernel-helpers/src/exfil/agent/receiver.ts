import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { domainOf, type ReceiverDocument } from "../document";
import { createAssembly, type Assembled } from "../det/assembly";
import { ledgerIndex, parseMessage, payloadBytes } from "../det/message";
import { openPayload } from "../det/payload";
import { createSpool } from "../det/spool";
import { complaints } from "./complaints";
import { endpointText } from "./endpoint";
import { passing } from "./garbage";
import type { Surroundings } from "./surroundings";
import { wireOf } from "./wire";

/** On disk, at most. */
const limits = { jobs: 64, bytes: 2 * 1024 ** 3 };

/**
 * Collects messages, writes each one into the ledger as it comes, and recovers files. Never ends by itself. Garbage,
 * duplicates and any order are survived; a file that does not come out right is told and costs nothing else.
 */
export async function receive(document: ReceiverDocument, surroundings: Surroundings): Promise<never> {
  const { agent, hop, listen, transport } = document;
  const { clock, ledger, log, during } = surroundings;
  mkdirSync(document.into, { recursive: true });
  const spoolOf = (job: string) => createSpool(join(document.into, `${job}.part`));
  const assemble = createAssembly(limits, spoolOf, (job) => log(`${agent} gave up on job ${job}: too much unfinished`));
  const garbage = complaints(agent, log);
  await wireOf(document).listen(listen, {
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
          ...(document.way && { way: document.way }),
          ...ends,
          job,
          index: ledgerIndex(message),
          payload: payloadBytes(message),
        });
        const file = assemble(message);
        if (file) void during(recover(file, document)).then((what) => log(`${agent} ${what}`));
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
async function recover({ job, fileName, md5, payload, release }: Assembled, key: ReceiverDocument): Promise<string> {
  // The name came over the network: nothing of it may lead out of the folder.
  const name = `${job}.${fileName
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, "_")
    .slice(-100)}`;
  const place = join(key.into, name);
  const aside = `${place}.part`;
  const file = await open(aside, "w");
  try {
    const hash = createHash("md5");
    let length = 0;
    for await (const piece of openPayload(passing(payload), key)) {
      hash.update(piece);
      length += piece.length;
      await file.writeFile(piece);
    }
    const intact = hash.digest("hex") === md5;
    renameSync(aside, intact ? place : `${place}.corrupt`);
    return `${intact ? "recovered" : "received corrupt"} ${name}, ${length} bytes`;
  } catch (error) {
    rmSync(aside, { force: true });
    return `could not decrypt ${name}: ${(error as Error).message} (another key, or damaged)`;
  } finally {
    await file.close();
    release();
  }
}
