import { writeFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { draws } from "../pcap/random";
import { checkReading } from "./check";
import { mutated } from "./mutate";
import { seeds } from "./seeds";

/** Reads damaged captures one after the other, and tells the main thread of each, so that it notices when one does not end. */
const { file, captures, seed } = workerData as { file: string; captures: string; seed: number };
const all = seeds(captures);
/** Bytes of memory; a reader that allocates what a damaged length claims exceeds it at once. */
const mostMemory = 1.2e9;

async function run(): Promise<void> {
  for (let round = 0; ; round++) {
    const draw = draws(seed * 1_000_003 + round);
    const bytes = mutated(draw.pick(all), draw, all);
    writeFileSync(file, bytes);
    // Windows of years, as damaged time stamps lie far apart; and now and then of seconds.
    const every = round % 4 === 0 ? [1, 60] : [1e9, 4e9];
    parentPort!.postMessage({ round });
    let failure: string | null = null;
    let result = "failed";
    try {
      result = await checkReading(file, every);
      const { rss } = process.memoryUsage();
      if (rss > mostMemory) failure = `${Math.round(rss / 1e6)} MB of memory`;
    } catch (error) {
      failure = (error as Error).stack ?? String(error);
    }
    parentPort!.postMessage({ round, result, failure });
    if (failure !== null) return;
    // Messages leave when the event loop turns.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

void run();
