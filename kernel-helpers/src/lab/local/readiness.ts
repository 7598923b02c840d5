import type { InstanceSpec, ProcessSpec } from "../deployment";
import { lastLines, type Started } from "./processes";
import type { Supervisor } from "./supervisor";

const ending = (log: string): string => [":", ...lastLines(log)].join("\n  ");

/**
 * Waits until a process serves, asked at its instance's own address from inside the instance, so that no network sees it.
 * Throws with the last lines of its log when it ends first or does not answer in time. Without a probe it counts as ready.
 */
export async function waitUntilReady(supervisor: Supervisor, instance: InstanceSpec, spec: ProcessSpec, process: Started): Promise<void> {
  if (!spec.ready) return;
  const { port, path = null, within = 30 } = spec.ready;
  const name = `${instance.name} (${spec.name})`;
  const { address } = instance.attachments[0];
  const probe = await supervisor.start({ op: "probe", network: instance.name, address, port, path, within });
  const first = await Promise.race([probe.exited.then(() => "probe" as const), process.exited]);
  if (first !== "probe") {
    await supervisor.tell({ op: "signal", pid: probe.pid, signal: "SIGKILL" });
    throw new Error(`${name} ended with ${first.signal ?? `status ${first.code}`} before it was ready${ending(process.log)}`);
  }
  if ((await probe.exited).code !== 0)
    throw new Error(`${name} did not answer on port ${port}${path ?? ""} within ${within} s${ending(process.log)}`);
}
