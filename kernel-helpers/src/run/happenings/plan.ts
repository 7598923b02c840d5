import { applicationOf } from "../../app";
import { backupProcess, backupReceiver } from "../../app/cluster/backup";
import { ConfigError, type Experiment, perhaps, volumeOf } from "../../config";
import { hopsOf } from "../../exfil/hops";
import type { Deployment } from "../../lab/deployment";
import { guestsOf } from "../../load";
import { trialPlaces } from "../design";
import type { PlannedBackup, PlannedEvent } from "./planned";
import { type ServiceState, stateOf, turnoverOf } from "./turnover";

type Happening = Experiment["events"][number];

/**
 * The events of every trial of an experiment, by time: the same in each, whatever its kind, so that the trials of a block differ in the theft alone.
 * Instances on the path of a theft stay as they are: what happens to a service happens to its others.
 *
 * @throws ConfigError for a service that the application does not have, that keeps data, or that has too few instances
 */
export function planEvents(experiment: Experiment, deployment: Deployment): PlannedEvent[] {
  const { events, seed } = experiment;
  const application = applicationOf(experiment);
  const onPath = instancesOnPaths(experiment, deployment);
  const guests = guestsOf(experiment, application);
  const states = new Map<string, ServiceState>();
  return events
    .map((event, index) => ({ ...event, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map((event): PlannedEvent => {
      const { index, at, kind } = event;
      const key = `events[${index}]`;
      if (kind === "export" || kind === "flash-crowd" || kind === "crawler")
        return { index, at, kind, service: application.entry.service, guests: guests.get(index)! };
      const service = serviceOf(application, event, key);
      if (!states.has(service)) states.set(service, stateOf(service, deployment));
      const state = states.get(service)!;
      if (at < state.until)
        throw new ConfigError(`${key}.at`, `must not lie before second ${state.until}: until then ${state.by} happens to ${service}`);
      if (kind === "backup") return backupOf(event, service, state, seed);
      return {
        index,
        at,
        kind,
        service,
        changes: turnoverOf({ experiment, deployment, state, onPath, key, service, event: { ...event, kind } }),
      };
    });
}

/** Those that any theft passes, in any trial. */
function instancesOnPaths(experiment: Experiment, deployment: Deployment): ReadonlySet<string> {
  const { exfiltration, seed } = experiment;
  const blocks = experiment.trials.instances === "redrawn" ? new Set(trialPlaces(experiment).map(({ block }) => block)) : [undefined];
  const thieves = exfiltration.flatMap((theft, i) =>
    [...blocks].flatMap((block) => hopsOf(theft, deployment, seed, `exfiltration[${i}]`, block).flat()),
  );
  return new Set(thieves.map(({ name }) => name));
}

/** @throws ConfigError for one that the application does not have */
function serviceOf({ name, services }: ReturnType<typeof applicationOf>, { service = "" }: Happening, key: string): string {
  const names = services.map((each) => each.name);
  if (names.includes(service)) return service;
  throw new ConfigError(`${key}.service`, `must be a service of ${name} (${names.join(", ")}), not "${service}"${perhaps(service, names)}`);
}

/** Of the service's first instance that there is then. */
function backupOf(
  event: Happening & { readonly index: number },
  service: string,
  { running, sending }: ServiceState,
  seed: number,
): PlannedBackup {
  const { index, at } = event;
  const volume = volumeOf(event);
  const first = Math.min(...running);
  const instance = `${service}.${first}`;
  sending.set(first, at + volume.bytes / volume.bytesPerSecond);
  return {
    index,
    at,
    kind: "backup",
    service,
    instance,
    to: backupReceiver,
    ...volume,
    process: backupProcess(index, instance, volume, seed),
  };
}
