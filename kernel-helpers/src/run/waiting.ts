import { setTimeout } from "node:timers/promises";
import type { Clock } from "../runfolder";

/** Waits; rejects with the signal's reason when it aborts. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(Math.max(0, seconds * 1000), undefined, { signal });
  } catch {
    throw signal.reason;
  }
}

/** Rejects with the signal's reason when it aborts; until then it only waits. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

/** Waits until the clock shows a time. */
export async function pauseUntil(clock: Clock, time: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (let left = time - clock(); left > 0; left = time - clock()) await pause(left, signal);
}

/** A promise's value, unless it takes longer than so many seconds. */
export async function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      promise,
      setTimeout(seconds * 1000, undefined, { signal: late.signal }).then(() => {
        throw new Error(`took longer than ${seconds} s`);
      }),
    ]);
  } finally {
    late.abort();
  }
}
