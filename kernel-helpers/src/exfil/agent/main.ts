import { writeSync } from "node:fs";
import { InputError } from "../../config/error";
import { wallClock } from "../../runfolder/time";
import type { AgentDocument } from "../document";
import type { Receipt } from "./control";
import { passed } from "./garbage";
import { readDocument } from "./input";
import { parseReceipt } from "./receipt";
import { receive } from "./receiver";
import { relay } from "./relay";
import { send } from "./sender";
import type { Surroundings } from "./surroundings";
import { validDocument } from "./validate";

/*
 * The agent: one JSON document on standard input, ledger lines on standard output, a log on standard error. A sender may be told on its
 * standard input, behind the document, what has come at the other end.
 *
 * It ends when its work is done (0), when it is told to (standard input ends, SIGTERM, SIGINT), when its time to live is over (0
 * for relays and receivers; 1 for a sender, which then has not finished), when something fails (1), and at once when the document
 * is wrong (2).
 *
 * Told to end, a sender stops after the message in hand; relays and receivers go on until nothing has come for a moment, so that
 * what is under way arrives and stands in every ledger.
 */

/** That moment, and the most that it may take, milliseconds. The time to live knows no mercy. */
const quiet = 300;
const patience = 2000;
/** The most that a file may take that is being recovered. */
const recovering = 4500;

const out = 1;
const log = (text: string): void => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);

function end(status: number, why?: string): never {
  if (why) log(why);
  process.exit(status);
}

async function run(document: AgentDocument, surroundings: Surroundings): Promise<void> {
  switch (document.role) {
    case "sender":
      return send(document, surroundings);
    case "relay":
      return relay(document, surroundings);
    case "receiver":
      return receive(document, surroundings);
  }
}

async function main(): Promise<void> {
  let unfinished = 0;
  let lastLine = 0;
  let busy = 0;
  const ending = new AbortController();
  const tell = (why: string): void => {
    const told = performance.now();
    ending.abort();
    setInterval(() => {
      const now = performance.now();
      const isQuiet = now > Math.max(told, lastLine) + quiet || now > told + patience;
      if (isQuiet && (busy === 0 || now > told + recovering)) end(unfinished, why);
    }, 50);
  };
  const listeners: ((receipt: Receipt) => void)[] = [];
  const document = validDocument(
    await readDocument(process.stdin, {
      ended: () => tell("standard input ended"),
      line(text) {
        const receipt = parseReceipt(text);
        if (receipt) listeners.forEach((listener) => listener(receipt));
      },
    }),
  );
  if (document.role === "sender") unfinished = 1;
  process.on("SIGTERM", () => tell("got SIGTERM"));
  process.on("SIGINT", () => tell("got SIGINT"));
  const timeLeft = document.timeToLive * 1000 - performance.now();
  setTimeout(() => end(unfinished, `the time to live of ${document.timeToLive} s is over`), Math.max(0, timeLeft));
  await run(document, {
    clock: wallClock,
    signal: ending.signal,
    onReceipt: (listener) => void listeners.push(listener),
    ledger: (line) => {
      writeWhole(`${JSON.stringify(line)}\n`);
      lastLine = performance.now();
      passed("encoded" in line ? line.encoded : line.payload);
    },
    log,
    async during(work) {
      busy++;
      try {
        return await work;
      } finally {
        busy--;
      }
    },
  });
  end(0);
}

/** Synchronous, so that no line is lost or half written when the agent ends, and a full disk stops the theft. */
function writeWhole(text: string): void {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(out, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); // a pipe whose reader is slow: hold everything back
    }
  }
}

process.on("uncaughtException", (error) => end(1, `failed: ${error.message}`));
main().catch((error: Error) => end(error instanceof InputError ? 2 : 1, error.name === "AbortError" ? "told to end" : error.message));
