import type { LabProcess } from "../lab/lab";
import { loadEnd } from "./patience";
import { within } from "./waiting";

/**
 * Tells Locust to end, and waits until it has.
 *
 * @param seconds that it may take
 * @returns why its requests are not all on record, since it writes the last ones when it ends; null: they are
 */
export async function endLoad(load: Pick<LabProcess, "signal" | "exited">, seconds = loadEnd): Promise<string | null> {
  await load.signal("SIGTERM").catch(() => undefined);
  return within(seconds, load.exited).then(
    () => null,
    () => `Locust did not end within ${seconds} s of being told to, and its last requests are not on record`,
  );
}
