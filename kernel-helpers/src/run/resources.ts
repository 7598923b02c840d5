import { appendFileSync } from "node:fs";
import type { Lab } from "../lab/lab";
import type { Clock, ResourceSample } from "../runfolder";

/** Milliseconds between two samples. */
const period = 1000;

/**
 * Writes down each second what the lab uses of the machine.
 *
 * @param seen takes each sample, too
 * @returns what ends it, after one more sample
 */
export function recordResources(
  lab: Pick<Lab, "usage">,
  file: string,
  clock: Clock,
  seen: (sample: ResourceSample) => void = () => undefined,
): () => Promise<void> {
  let under: Promise<void> | null = null;
  const sample = (): Promise<void> =>
    (under ??= lab
      .usage()
      .then((usage) => {
        const sample: ResourceSample = { time: clock(), ...usage };
        seen(sample);
        appendFileSync(file, `${JSON.stringify(sample)}\n`);
      })
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
