import { applicationOf } from "../app";
import { anotherInstance } from "../app/another";
import { ConfigError, type Experiment, perhaps } from "../config";
import { hopsOf } from "../exfil/hops";
import type { Deployment, InstanceSpec } from "../lab/deployment";
import type { Lab } from "../lab/lab";
import type { Clock, TrialEvent } from "../runfolder";
import { pauseUntil } from "./waiting";
import { trialPlaces } from "./design";

/** An event of a trial, worked out: which instances come and go, in order. */
export interface PlannedEvent {
  /** Number in the configuration's `events`. */
  readonly index: number;
  readonly at: number;
  readonly kind: Experiment["events"][number]["kind"];
  readonly service: string;
  readonly changes: readonly Change[];
}

/** One at a time: an instance comes, or one goes. */
export type Change = { readonly add: InstanceSpec } | { readonly remove: string };

/** Greatest number of an instance: the last byte of its address. */
const mostInstances = 250;

/**
 * The events of every trial of an experiment, by time: the same instances in each, whatever its kind, so that the trials of a block differ in the theft
 * alone. Instances on the path of a theft stay as they are: what happens to a service happens to its others.
 *
 * @throws ConfigError for a service that the application does not have, that keeps data, or that has too few instances
 */
export function planEvents(experiment: Experiment, deployment: Deployment): PlannedEvent[] {
  const { events, exfiltration, seed } = experiment;
  const blocks = experiment.trials.instances === "redrawn" ? new Set(trialPlaces(experiment).map(({ block }) => block)) : [undefined];
  const thieves = exfiltration.flatMap((theft, i) =>
    [...blocks].flatMap((block) => hopsOf(theft, deployment, seed, `exfiltration[${i}]`, block).flat()),
  );
  const onPath = new Set(thieves.map(({ name }) => name));
  const services = new Map<string, ServiceState>();
  return events
    .map((event, index) => ({ ...event, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ index, at, kind, service, instances }) => {
      const key = `events[${index}]`;
      checkService(experiment, kind, service, key);
      if (!services.has(service)) services.set(service, stateOf(service, deployment));
      const change = { experiment, deployment, state: services.get(service)!, onPath, key, service, count: instances };
      return { index, at, kind, service, changes: changesOf[kind](change) };
    });
}

/** Numbers of a service's instances as its events leave them. */
interface ServiceState {
  running: number[];
  stopped: number[];
  greatest: number;
}

function stateOf(service: string, { instances }: Deployment): ServiceState {
  const running = instances.filter((instance) => instance.service === service).map(({ name }) => Number(name.slice(service.length + 1)));
  return { running, stopped: [], greatest: Math.max(...running) };
}

interface Asked {
  readonly experiment: Experiment;
  readonly deployment: Deployment;
  readonly state: ServiceState;
  readonly onPath: ReadonlySet<string>;
  readonly key: string;
  readonly service: string;
  readonly count?: number;
}

const changesOf: Record<PlannedEvent["kind"], (asked: Asked) => Change[]> = {
  replace(asked) {
    const all = free(asked).sort((a, b) => a - b);
    return enough(asked, all, asked.count ?? all.length).flatMap((n) => [...grow(asked, 1), ...drop(asked, [n])]);
  },
  stop(asked) {
    const gone = enough(asked, free(asked), asked.count ?? 1);
    asked.state.stopped.push(...gone);
    return drop(asked, gone);
  },
  start(asked) {
    const { state, count = state.stopped.length, key } = asked;
    if (count === 0 || count > state.stopped.length)
      throw new ConfigError(
        `${key}.${count === 0 ? "kind" : "instances"}`,
        `must follow as many stops: ${state.stopped.length} are stopped then`,
      );
    const back = state.stopped.splice(-count);
    state.running.push(...back);
    return back.map((n) => come(asked, n));
  },
  scale(asked) {
    const { state, count, key } = asked;
    if (count === undefined) throw new ConfigError(`${key}.instances`, "is missing: how many there are to be");
    if (count >= state.running.length) return grow(asked, count - state.running.length);
    return drop(asked, enough(asked, free(asked), state.running.length - count));
  },
};

/** Instances that no theft passes, the youngest first. */
const free = ({ state, onPath, service }: Asked): number[] =>
  state.running.filter((n) => !onPath.has(`${service}.${n}`)).sort((a, b) => b - a);

function enough({ key, service, state }: Asked, found: readonly number[], count: number): number[] {
  if (count > 0 && count <= found.length) return found.slice(0, count);
  const thieves = state.running.length - found.length;
  const stay = thieves > 0 ? `; ${thieves} on a theft's path stay` : "";
  throw new ConfigError(`${key}.instances`, `must leave what there is: ${service} has ${state.running.length} instances then${stay}`);
}

function grow(asked: Asked, count: number): Change[] {
  const { state, key, service } = asked;
  const fresh = Array.from({ length: count }, () => ++state.greatest);
  if (state.greatest > mostInstances) throw new ConfigError(key, `needs more than ${mostInstances} addresses of ${service}`);
  state.running.push(...fresh);
  return fresh.map((n) => come(asked, n));
}

const come = ({ experiment, deployment, service }: Asked, n: number): Change => ({
  add: anotherInstance(applicationOf(experiment), deployment, service, n, experiment.seed),
});

function drop({ state, service }: Asked, gone: readonly number[]): Change[] {
  state.running = state.running.filter((n) => !gone.includes(n));
  return gone.map((n) => ({ remove: `${service}.${n}` }));
}

function checkService(experiment: Experiment, kind: string, service: string, key: string): void {
  const application = applicationOf(experiment);
  const names = application.services.map(({ name }) => name);
  const found = application.services.find(({ name }) => name === service);
  if (!found)
    throw new ConfigError(
      `${key}.service`,
      `must be a service of ${application.name} (${names.join(", ")}), not "${service}"${perhaps(service, names)}`,
    );
  if (!found.scales)
    throw new ConfigError(
      `${key}.service`,
      `must be one that can come and go; ${service} keeps data, which would be lost with its instance`,
    );
  if (service === application.entry.service && kind !== "scale" && !experiment.lab.virtualAddresses)
    throw new ConfigError(`${key}.service`, `needs lab.virtualAddresses: users keep the addresses of ${service} that they have found`);
}

/** One event as people read it. */
export const describeEvent = ({ kind, service, changes }: Pick<PlannedEvent, "kind" | "service" | "changes">): string =>
  `${kind} ${service}: ${changes.map((change) => ("add" in change ? `+${change.add.name}` : `-${change.remove}`)).join(", ")}`;

/**
 * Lets the events of a trial happen when it is their time, one after the other.
 *
 * @param begin the time at which the trial begins
 * @param tell told each event as it begins
 * @returns what happened, and when
 * @throws when an instance does not come up; when the signal aborts
 */
export async function letHappen(
  lab: Lab,
  events: readonly PlannedEvent[],
  {
    begin,
    clock,
    signal,
    tell,
  }: { readonly begin: number; readonly clock: Clock; readonly signal: AbortSignal; readonly tell: (text: string) => void },
  into: TrialEvent[],
): Promise<void> {
  for (const { index, at, kind, service, changes } of events) {
    await pauseUntil(clock, begin + at, signal);
    tell(describeEvent({ kind, service, changes }));
    const start = clock();
    for (const change of changes) {
      signal.throwIfAborted();
      await ("add" in change ? lab.add(change.add, signal) : lab.remove(change.remove));
    }
    const names = (which: (change: Change) => string | null) => changes.map(which).filter((name) => name !== null);
    const added = names((change) => ("add" in change ? change.add.name : null));
    const removed = names((change) => ("remove" in change ? change.remove : null));
    into.push({ index, kind, service, start, end: clock(), added, removed });
  }
}

/** Brings back the instances that a lab was brought up with, and takes the others away. */
export async function restoreInstances(lab: Lab, { instances }: Deployment, signal: AbortSignal): Promise<void> {
  const now = await lab.instances();
  const has = (some: readonly { readonly name: string }[], name: string): boolean => some.some((one) => one.name === name);
  for (const instance of instances) if (!has(now, instance.name)) await lab.add(instance, signal);
  for (const { name } of now) if (!has(instances, name)) await lab.remove(name);
}
