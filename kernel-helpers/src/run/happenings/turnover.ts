import { applicationOf } from "../../app";
import { anotherInstance } from "../../app/another";
import { ConfigError, type Experiment } from "../../config";
import type { Deployment, InstanceSpec } from "../../lab/deployment";
import type { Change, PlannedTurnover } from "./planned";

/** Greatest number of an instance: the last byte of its address. */
const mostInstances = 250;

/** Numbers of a service's instances as its events leave them. */
export interface ServiceState {
  running: number[];
  stopped: number[];
  greatest: number;
  /** The second at which the last of its events has ended, and which that is. */
  until: number;
  by: string;
  /** Until when an instance sends a backup. */
  readonly sending: Map<number, number>;
}

export function stateOf(service: string, { instances }: Deployment): ServiceState {
  const running = instances.filter((instance) => instance.service === service).map(({ name }) => Number(name.slice(service.length + 1)));
  return { running, stopped: [], greatest: Math.max(...running), until: 0, by: "", sending: new Map() };
}

export interface Asked {
  readonly experiment: Experiment;
  readonly deployment: Deployment;
  readonly state: ServiceState;
  readonly onPath: ReadonlySet<string>;
  readonly key: string;
  readonly service: string;
  readonly event: Omit<Experiment["events"][number], "kind"> & { readonly kind: PlannedTurnover["kind"] };
}

/** A change without its time. */
type Step = { readonly add: InstanceSpec } | { readonly remove: string };

/**
 * Which instances come and go, in order; the state is as they leave it.
 *
 * @throws ConfigError for a service whose instances cannot, and for one that has too few
 */
export function turnoverOf(asked: Asked): Change[] {
  const { state, key, event } = asked;
  checkService(asked);
  const changes = changesOf[event.kind](asked);
  Object.assign(state, { until: event.at + (event.seconds ?? 0), by: key });
  return changes;
}

const at = (after: number, steps: readonly Step[]): Change[] => steps.map((step) => ({ after, ...step }));

const changesOf: Record<PlannedTurnover["kind"], (asked: Asked) => Change[]> = {
  replace(asked) {
    const { instances, seconds = 0 } = asked.event;
    const all = free(asked).sort((a, b) => a - b);
    const old = enough(asked, all, instances ?? all.length);
    return old.flatMap((n, i) => at((i * seconds) / old.length, [...grow(asked, 1), ...drop(asked, [n])]));
  },
  stop(asked) {
    const gone = enough(asked, free(asked), asked.event.instances ?? 1);
    asked.state.stopped.push(...gone);
    return at(0, drop(asked, gone));
  },
  start(asked) {
    const { state, key, event } = asked;
    const { instances: count = state.stopped.length } = event;
    if (count === 0 || count > state.stopped.length)
      throw new ConfigError(
        `${key}.${count === 0 ? "kind" : "instances"}`,
        `must follow as many stops: ${state.stopped.length} are stopped then`,
      );
    return at(0, comeBack(asked, state.stopped.splice(-count)));
  },
  scale(asked) {
    const { state, event } = asked;
    const { instances: count = state.running.length, seconds } = event;
    const more = count - state.running.length;
    const gone = more < 0 ? enough(asked, free(asked), -more) : [];
    const now = at(0, more < 0 ? drop(asked, gone) : grow(asked, more));
    if (seconds === undefined) return now;
    return [...now, ...at(seconds, more < 0 ? comeBack(asked, gone) : drop(asked, free(asked).slice(0, more)))];
  },
};

/** Instances that no theft passes and that send no backup, the youngest first. */
const free = ({ state, onPath, service, event }: Asked): number[] =>
  state.running.filter((n) => !onPath.has(`${service}.${n}`) && (state.sending.get(n) ?? 0) <= event.at).sort((a, b) => b - a);

function enough({ key, service, state, onPath }: Asked, found: readonly number[], count: number): number[] {
  if (count > 0 && count <= found.length) return found.slice(0, count);
  const thieves = state.running.filter((n) => onPath.has(`${service}.${n}`)).length;
  const senders = state.running.length - found.length - thieves;
  const stay = `${thieves > 0 ? `; ${thieves} on a theft's path stay` : ""}${senders > 0 ? `; ${senders} with a backup under way stay` : ""}`;
  throw new ConfigError(`${key}.instances`, `must leave what there is: ${service} has ${state.running.length} instances then${stay}`);
}

function grow(asked: Asked, count: number): Step[] {
  const { state, key, service } = asked;
  const fresh = Array.from({ length: count }, () => ++state.greatest);
  if (state.greatest > mostInstances) throw new ConfigError(key, `needs more than ${mostInstances} addresses of ${service}`);
  return comeBack(asked, fresh);
}

function comeBack({ experiment, deployment, service, state }: Asked, numbers: readonly number[]): Step[] {
  state.running.push(...numbers);
  return numbers.map((n) => ({ add: anotherInstance(applicationOf(experiment), deployment, service, n, experiment.seed) }));
}

function drop({ state, service }: Asked, gone: readonly number[]): Step[] {
  state.running = state.running.filter((n) => !gone.includes(n));
  return gone.map((n) => ({ remove: `${service}.${n}` }));
}

function checkService({ experiment, service, key, event }: Asked): void {
  const application = applicationOf(experiment);
  if (!application.services.find(({ name }) => name === service)!.scales)
    throw new ConfigError(
      `${key}.service`,
      `must be one that can come and go; ${service} keeps data, which would be lost with its instance`,
    );
  if (service === application.entry.service && event.kind !== "scale" && !experiment.lab.virtualAddresses)
    throw new ConfigError(`${key}.service`, `needs lab.virtualAddresses: users keep the addresses of ${service} that they have found`);
}
