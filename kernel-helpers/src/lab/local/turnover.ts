import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../runfolder/time";
import type { Instance } from "../lab";
import { entitiesOf, type EntityJournal } from "./entities";
import type { Started } from "./processes";
import { tellNames, type Raised } from "./raise";
import { startStages, type StageOptions } from "./stages";
import { withInstance, withoutInstance } from "./topology";
import { retranslate, unwireInstance, wireInstance } from "./wiring";

/** Seconds that the processes of an instance have to end when they are told to. */
const grace = 5;

/** What a lab that is up needs for instances to come and go. */
export interface Turnover extends Pick<StageOptions, "onExec" | "onStart" | "onFailure"> {
  readonly lab: Raised;
  readonly journal: EntityJournal;
  readonly clock: Clock;
  /** The processes of each instance, those that have ended included. */
  readonly started: Map<string, Started[]>;
}

/** Numbers of cables are never used again: a cable that is on its way out may still have its name. */
const cableNumbers = new WeakMap<Raised, number>();

/** `Lab.add` of the local lab. */
export async function addInstance({ lab, journal, clock, ...stages }: Turnover, instance: Instance, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const number = (cableNumbers.get(lab) ?? lab.topology.instances.length) + 1;
  const taken = lab.topology.cables.find(({ network, address }) =>
    instance.attachments.some((own) => own.network === network && own.address === address),
  );
  if (taken) throw new Error(`${instance.name} cannot have the address ${taken.address}: it is ${taken.instance}'s`);
  const grown = withInstance(lab.topology, instance, number);
  cableNumbers.set(lab, number);
  const { supervisor, places } = lab;
  lab.leaving.delete(instance.name); // it may have been here before
  lab.topology = grown;
  journal.add(entitiesOf(grown, instance.name, clock()));
  try {
    // Whom it asks for names must be known before it starts; others hear of it when it is ready.
    await tellNames(supervisor, grown, instance.name);
    await wireInstance(supervisor, grown, instance.name);
    await startStages(supervisor, { deployment: { networks: [], instances: [instance] }, places, ...stages });
    signal.throwIfAborted();
    await announce(lab);
  } catch (error) {
    await removeInstance({ lab, journal, clock, ...stages }, instance.name).catch(() => undefined);
    throw error;
  }
}

/** `Lab.remove` of the local lab. */
export async function removeInstance({ lab, journal, clock, started }: Turnover, name: string): Promise<void> {
  const { supervisor, topology, leaving } = lab;
  if (!topology.instances.some((instance) => instance.name === name)) throw new Error(`the lab has no instance ${name}`);
  leaving.add(name);
  lab.topology = withoutInstance(topology, name);
  await announce(lab);
  const processes = started.get(name) ?? [];
  const ended = Promise.all(processes.map(({ exited }) => exited));
  await Promise.all(processes.map((process) => process.signal("SIGTERM")));
  const late = new AbortController();
  await Promise.race([ended, sleep(grace * 1000, undefined, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
  await Promise.all(processes.map((process) => process.signal("SIGKILL")));
  await ended;
  started.delete(name);
  await unwireInstance(supervisor, topology, name);
  journal.close(name, clock());
}

/** Has names and virtual addresses lead to the instances that there are now. */
async function announce({ supervisor, topology }: Raised): Promise<void> {
  await Promise.all([tellNames(supervisor, topology), retranslate(supervisor, topology)]);
}
