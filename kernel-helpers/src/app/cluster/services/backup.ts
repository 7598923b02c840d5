import { createInterface } from "node:readline";
import { randomStream } from "../../../runfolder/random";
import type { BackupDocument, BackupDone } from "../backup";
import { upload } from "../upload";

/* Beside an instance: sends one backup of made-up data, as the first line of its standard input says, and tells on its standard output how it went. */

async function send({ bytes, seed, stream, life, ...target }: BackupDocument): Promise<void> {
  setTimeout(() => end(`took longer than ${life} s`), life * 1000);
  const start = Date.now() / 1000;
  const stored = await upload(target, bytes, randomStream(seed, stream));
  if (stored !== bytes) return end(`${target.host} has ${stored} of ${bytes} bytes`);
  const done: BackupDone = { start, end: Date.now() / 1000, bytes: stored };
  process.stdout.write(`${JSON.stringify(done)}\n`, () => process.exit(0));
}

function end(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => send(JSON.parse(line) as BackupDocument).catch((error: Error) => end(error.message)));
lines.once("close", () => end("its standard input ended before it was through"));
process.once("SIGTERM", () => end("it was told to end"));
