import type { Deployment, InstanceSpec, ProcessSpec } from "../deployment";
import type { LabFailure } from "../lab";
import type { Places } from "../places";
import { commandOf, lastLines, type Started, startProcess } from "./processes";
import { diedBefore, waitUntilReady } from "./readiness";
import type { Supervisor } from "./supervisor";

export interface StageOptions {
  readonly deployment: Deployment;
  readonly places: Places;
  readonly onExec: (command: string[], instance?: string) => void;
  /** A process has been started. */
  readonly onStart: (instance: string, process: Started) => void;
  /** A process has ended by itself after all were ready. */
  readonly onFailure: (failure: LabFailure) => void;
}

interface Placed {
  readonly instance: InstanceSpec;
  readonly spec: ProcessSpec;
}

/** All processes of a deployment, stage by stage. */
function stagesOf({ instances }: Deployment): Placed[][] {
  const numbers = [...new Set(instances.map(({ stage }) => stage))].sort((a, b) => a - b);
  return numbers.map((number) =>
    instances.filter(({ stage }) => stage === number).flatMap((instance) => instance.processes.map((spec) => ({ instance, spec }))),
  );
}

/** Starts all processes, each stage when the one before is ready; throws as soon as any of them has ended or is late. */
export async function startStages(supervisor: Supervisor, { deployment, places, onExec, onStart, onFailure }: StageOptions): Promise<void> {
  let fell!: (failure: LabFailure) => void;
  const fallen = new Promise<never>((_, reject) => (fell = (failure) => reject(diedBefore(failure))));
  fallen.catch(() => undefined); // nobody waits for it between two stages
  let tell = (failure: LabFailure): void => fell(failure);

  for (const stage of stagesOf(deployment)) {
    const ready = stage.map(async ({ instance, spec }) => {
      onExec(commandOf(spec, places), instance.name);
      const process = await startProcess(supervisor, places, instance, spec);
      onStart(instance.name, process);
      void process.exited.then((exit) => tell({ instance: instance.name, process: spec.name, exit, log: lastLines(process.log) }));
      await waitUntilReady(supervisor, instance, spec, process);
    });
    await Promise.race([fallen, Promise.all(ready)]);
  }
  tell = onFailure;
}
