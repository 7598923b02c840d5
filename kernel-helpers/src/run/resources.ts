import { appendFileSync } from "node:fs";
import type { Lab } from "../lab/lab";
import type { Clock } from "../runfolder";

/** Milliseconds between two samples. */
const period = 1000;

/** Writes down each second what the lab uses of the machine. @returns what ends it, after one more sample */
export function recordResources(lab: Pick<Lab, "usage">, file: string, clock: Clock): () => Promise<void> {
  let under: Promise<void> | null = null;
  const sample = (): Promise<void> =>
    (under ??= lab
      .usage()
      .then((usage) => appendFileSync(file, `${JSON.stringify({ time: clock(), ...usage })}\n`))
      // A lab that has ended is told by others.
      .catch(() => undefined)
      .finally(() => (under = null)));
  void sample();
  const ticks = setInterval(() => void sample(), period);
  let ended = false;
  return async () => {
    if (ended) return;
    ended = true;
    clearInterval(ticks);
    await under;
    await sample();
  };
}
