import path from "node:path";
import type { Places } from "../places";
import { namesOf, nameserversOf } from "./names";
import { commandOf } from "./processes";
import { startStages, type StageOptions } from "./stages";
import { startSupervisor, supervisorCommand, type Supervisor } from "./supervisor";
import { topologyOf, type Topology, withoutInstance } from "./topology";
import { labCommands, wire } from "./wiring";

/** A lab that is up. */
export interface Raised {
  readonly supervisor: Supervisor;
  readonly places: Places;
  /** As it is now: instances come and go. */
  topology: Topology;
  /** Instances that are told to end: what ends with them has not failed. */
  readonly leaving: Set<string>;
}

/** Says who is called what, and whom each instance asks, in the lab as it is now. @param unready an instance that nobody is to find yet */
export const tellNames = (supervisor: Supervisor, topology: Topology, unready?: string): Promise<void> =>
  supervisor.tell({
    op: "names",
    ...namesOf(unready === undefined ? topology : withoutInstance(topology, unready)),
    nameservers: nameserversOf(topology.instances),
  });

export interface RaiseOptions extends StageOptions {
  readonly id: string;
  readonly signal: AbortSignal;
}

/** Brings a lab up, stage by stage. When it fails or is aborted, in whatever state, everything of it has ended before this throws. */
export async function raise(options: RaiseOptions): Promise<Raised> {
  const { deployment, places, id, signal, onExec } = options;
  signal.throwIfAborted();
  const topology = topologyOf(deployment);
  // What is missing on this machine is told before anything is started.
  deployment.instances.forEach(({ processes }) => processes.forEach((process) => commandOf(process, places)));
  onExec(supervisorCommand(id));
  const supervisor = startSupervisor(id);
  // Ending the lab makes whatever is awaited here reject: an abort needs no checks on the way.
  const abort = (): void => void supervisor.kill();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const keep = [places.run, path.dirname(places.package)];
    await supervisor.tell({ op: "setup", keep });
    await tellNames(supervisor, topology);
    labCommands(deployment).forEach((command) => onExec(command));
    await wire(supervisor, topology);
    await startStages(supervisor, options);
    signal.throwIfAborted();
    return { supervisor, topology, places, leaving: new Set() };
  } catch (error) {
    await supervisor.kill();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
