import { ConfigError, perhaps, type Exfiltration } from "../config";
import type { Deployment, InstanceSpec } from "../lab/deployment";
import { drawSome, randomStream } from "../runfolder/random";

/** Where the thief's receiver runs: outside, beside this instance. */
export const receiverInstance = "receiver.1";

/**
 * The instances of each hop of a theft, from the originator to the receiver outside. Which of a service's instances take part is
 * drawn from the experiment's seed: the same in all its trials, or for each of its blocks anew.
 *
 * @param key the theft's key in the configuration, `exfiltration[0]`
 * @param block number of the block that they are drawn for; none: for all trials
 * @throws ConfigError for a service that the lab does not have, or has too few instances of
 */
export function hopsOf(
  { path, instances }: Exfiltration,
  { instances: all }: Deployment,
  seed: number,
  key: string,
  block?: number,
): InstanceSpec[][] {
  const inside = all.filter(({ kind }) => kind === "instance");
  const services = [...new Set(inside.map(({ service }) => service))];
  const hops = path.map((service, i) => {
    const candidates = inside.filter((instance) => instance.service === service);
    if (candidates.length === 0) {
      const elsewhere = all.some((instance) => instance.service === service);
      throw new ConfigError(
        `${key}.path[${i}]`,
        elsewhere
          ? `must be a service inside the lab; ${service} is outside, where the data ends up by itself`
          : `is no service of the lab (it has ${services.join(", ")})${perhaps(service, services)}, not "${service}"`,
      );
    }
    const count = instances?.[i] ?? 1;
    if (count > candidates.length)
      throw new ConfigError(`${key}.instances[${i}]`, `must be at most ${candidates.length}, the instances of ${service}, not ${count}`);
    return drawSome(randomStream(seed, `${key}${block === undefined ? "" : `/block-${block}`}/instances/${service}`), candidates, count);
  });
  const receiver = all.find(({ name }) => name === receiverInstance);
  if (!receiver) throw new ConfigError(key, `needs an instance ${receiverInstance} outside, which this lab does not have`);
  return [...hops, [receiver]];
}

/**
 * Whom each hop is reached through: its own instances, but for the receiver over dns where a resolver stands before it.
 *
 * @throws ConfigError for a resolver that the lab does not have
 */
export function askedOf({ through }: Exfiltration, hops: readonly InstanceSpec[][], { instances }: Deployment, key: string) {
  if (through === undefined) return hops;
  const resolvers = instances.filter(({ service }) => service === through);
  const services = [...new Set(instances.map(({ service }) => service))];
  if (resolvers.length === 0)
    throw new ConfigError(
      `${key}.through`,
      `is no service of the lab (it has ${services.join(", ")})${perhaps(through, services)}, not "${through}"`,
    );
  return [...hops.slice(0, -1), resolvers];
}

/**
 * Refuses a theft over dns through a service that listens itself where the agent beside it would: the lab's resolver. As the first service,
 * which only sends, it may stand.
 *
 * @param port at which the theft's agents listen
 */
export function checkNamePort({ transport }: Exfiltration, hops: readonly (readonly InstanceSpec[])[], port: number, key: string): void {
  if (transport !== "dns") return;
  hops.slice(1, -1).forEach(([instance], i) => {
    if (!instance.processes.some(({ ready }) => ready?.port === port)) return;
    throw new ConfigError(
      `${key}.path[${i + 1}]`,
      `must not be "${instance.service}" where ${key}.transport is dns: it listens at port ${port} itself (to ask it on the last leg: ${key}.through)`,
    );
  });
}

/** The address at which an instance is reached from others: on a network that they share, else its first. */
export function addressFrom(others: readonly InstanceSpec[], { attachments }: InstanceSpec): InstanceSpec["attachments"][number] {
  const shared = attachments.find(({ network }) => others.every((other) => other.attachments.some((own) => own.network === network)));
  return shared ?? attachments[0];
}

/** The addresses of all hops but the first: where a theft's messages go to. */
export function addressesOf(hops: readonly (readonly InstanceSpec[])[]): string[] {
  return hops.slice(1).flatMap((instances, i) => instances.map((instance) => addressFrom(hops[i], instance).address));
}
