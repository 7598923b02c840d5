import { setTimeout as sleep } from "node:timers/promises";
import { log } from "./log";

/** Seconds for which a service waits for what it depends on, when it starts; `PATIENCE` changes it. */
const patience = Number(process.env.PATIENCE ?? 30);

/**
 * Tries every 50 ms until `attempt` succeeds, for a dependency that starts at the same time.
 *
 * @throws the last error, its message led by the name of the dependency, when it stays away
 */
export async function eventually<T>(dependency: string, attempt: () => Promise<T>): Promise<T> {
  const started = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      const result = await attempt();
      if (tries > 1) log("info", "dependency is there", { dependency, waited: Math.round(performance.now() - started) });
      return result;
    } catch (error) {
      if (performance.now() - started > patience * 1000)
        throw new Error(`${dependency} stayed away for ${patience} s: ${reason(error)}`, { cause: error });
      await sleep(50);
    }
  }
}

/** node gives a connection that failed on all addresses an empty message; its code says more. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
}
