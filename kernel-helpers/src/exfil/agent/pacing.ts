import { setTimeout as pause } from "node:timers/promises";
import type { RateControl } from "./control";

/** The longest that a timer is trusted, milliseconds: what is heard meanwhile may change the plan. */
const longest = 250;

/**
 * Waits until a message may go. The registration and the last message of a job carry no payload and go at once.
 *
 * @param now milliseconds that never go back
 * @throws the signal's reason when it aborts
 */
export async function waitForTurn(control: RateControl, bytes: number, now: () => number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (bytes === 0) return;
  for (let wait = control.wait(bytes, now()); wait > 0; wait = control.wait(bytes, now()))
    await pause(Math.min(wait, longest), undefined, { signal });
}
