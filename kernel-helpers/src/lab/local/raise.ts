import path from "node:path";
import type { Deployment } from "../deployment";
import type { LabFailure } from "../lab";
import type { Places } from "../places";
import { hostsFile } from "./hosts";
import { commandOf, lastLines, startProcess } from "./processes";
import { waitUntilReady } from "./readiness";
import { startSupervisor, supervisorCommand, type Supervisor } from "./supervisor";
import { topologyOf, type Topology } from "./topology";
import { labCommands, wire } from "./wiring";

/** A lab that is up. */
export interface Raised {
  readonly supervisor: Supervisor;
  readonly topology: Topology;
  readonly places: Places;
}

export interface RaiseOptions {
  readonly deployment: Deployment;
  readonly places: Places;
  readonly id: string;
  readonly signal: AbortSignal;
  readonly onExec: (command: string[], instance?: string) => void;
  /** A process of the deployment has ended by itself. */
  readonly onFailure: (failure: LabFailure) => void;
}

/** Brings a lab up, stage by stage. When it fails or is aborted, in whatever state, everything of it has ended before this throws. */
export async function raise(options: RaiseOptions): Promise<Raised> {
  const { deployment, places, id, signal, onExec } = options;
  signal.throwIfAborted();
  const topology = topologyOf(deployment);
  onExec(supervisorCommand(id));
  const supervisor = startSupervisor(id);
  // Ending the lab makes whatever is awaited here reject: an abort needs no checks on the way.
  const abort = (): void => void supervisor.kill();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const keep = [places.run, path.dirname(places.package)];
    await supervisor.tell({ op: "setup", hosts: hostsFile(deployment.instances), keep });
    labCommands(deployment).forEach((command) => onExec(command));
    await wire(supervisor, topology);
    await startStages(supervisor, options);
    signal.throwIfAborted();
    return { supervisor, topology, places };
  } catch (error) {
    await supervisor.kill();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function startStages(supervisor: Supervisor, { deployment, places, onExec, onFailure }: RaiseOptions): Promise<void> {
  const stages = [...new Set(deployment.instances.map(({ stage }) => stage))].sort((a, b) => a - b);
  for (const stage of stages) {
    const all = deployment.instances
      .filter((instance) => instance.stage === stage)
      .flatMap((instance) => instance.processes.map((spec) => ({ instance, spec })));
    await Promise.all(
      all.map(async ({ instance, spec }) => {
        onExec(commandOf(spec, places), instance.name);
        const process = await startProcess(supervisor, places, instance, spec);
        void process.exited.then((exit) => onFailure({ instance: instance.name, process: spec.name, exit, log: lastLines(process.log) }));
        await waitUntilReady(supervisor, instance, spec, process);
      }),
    );
  }
}
