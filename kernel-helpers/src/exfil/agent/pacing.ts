import { setTimeout as pause } from "node:timers/promises";

/**
 * Holds a rate over the whole of a sending: byte n is due n / rate seconds after the first byte, whatever the sending itself took,
 * so that delays are caught up and errors do not add up. (DET sleeps a uniform time after each message instead, and drifts.)
 *
 * @param now milliseconds that never go back
 * @returns a function that waits until the bytes before this message are due, and then counts its own
 */
export function pacer(bytesPerSecond: number, now: () => number, signal: AbortSignal): (bytes: number) => Promise<void> {
  let start: number | null = null;
  let before = 0;
  return async (bytes) => {
    signal.throwIfAborted();
    if (bytes > 0) start ??= now();
    if (start === null) return; // the registration
    const wait = start + (before / bytesPerSecond) * 1000 - now();
    if (wait > 0) await pause(wait, undefined, { signal });
    before += bytes;
  };
}
