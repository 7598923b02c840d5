import type { InstanceSpec, ProcessSpec } from "../deployment";
import type { LabFailure } from "../lab";
import { lastLines, type Started } from "./processes";
import type { Supervisor } from "./supervisor";

const ending = (log: readonly string[]): string => [":", ...log].join("\n  ");

/** The error of a process that ended when it should have been on its way to serve. */
export const diedBefore = ({ instance, process, exit, log }: LabFailure): Error =>
  new Error(`${instance} (${process}) ended with ${exit.signal ?? `status ${exit.code}`} before it was ready${ending(log)}`);

/**
 * Waits until a process serves, asked at its instance's own address from inside the instance, so that no network sees it.
 * Throws with the last lines of its log when it ends first or does not answer in time. Without a probe it counts as ready.
 */
export async function waitUntilReady(supervisor: Supervisor, instance: InstanceSpec, spec: ProcessSpec, process: Started): Promise<void> {
  if (!spec.ready) return;
  const { port, path = null, within = 30 } = spec.ready;
  const { address } = instance.attachments[0];
  const probe = await supervisor.start({ op: "probe", network: instance.name, address, port, path, within });
  const first = await Promise.race([probe.exited.then(() => null), process.exited]);
  if (first) {
    await supervisor.tell({ op: "signal", pid: probe.pid, signal: "SIGKILL" });
    throw diedBefore({ instance: instance.name, process: spec.name, exit: first, log: lastLines(process.log) });
  }
  if ((await probe.exited).code !== 0) {
    const asked = `${instance.name} (${spec.name}) did not answer on port ${port}${path ?? ""} within ${within} s`;
    throw new Error(asked + ending(lastLines(process.log)));
  }
}
