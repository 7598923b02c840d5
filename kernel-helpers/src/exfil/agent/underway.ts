import type { Message } from "../det/message";
import type { Deliver } from "./deliver";

/** Messages on their way to the next hop, several at once. */
export interface UnderWay {
  /** Settles when the message is on its way, or, of a registration and an end, when it has arrived. Rejects when an earlier one failed. */
  put(message: Message, bytes: Buffer): Promise<void>;
  /** Settles when all have arrived, or failed; rejects when one did. */
  settled(): Promise<void>;
}

/**
 * Sends messages in the order in which they come, up to `most` at once: a busy machine makes each wait for its answer. What comes behind a
 * registration waits for it, and an end waits for all before it: DET's own receiver needs that.
 */
export function underWay(deliver: Deliver, most: number): UnderWay {
  const running = new Set<Promise<void>>();
  let failure: Error | null = null;
  const begin = (message: Message, bytes: Buffer): void => {
    const one = deliver(message, bytes)
      .catch((error: unknown) => void (failure ??= error as Error))
      .finally(() => running.delete(one));
    running.add(one);
  };
  const until = async (few: number): Promise<void> => {
    while (running.size > few) await Promise.race(running);
    if (failure) throw failure;
  };
  return {
    async put(message, bytes) {
      await until(message.kind === "data" ? most - 1 : 0);
      begin(message, bytes);
      if (message.kind !== "data") await until(0);
    },
    async settled() {
      await Promise.all(running);
      if (failure) throw failure;
    },
  };
}
