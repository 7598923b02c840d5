import { ConfigError, perhaps, type Exfiltration } from "../config";
import type { Deployment, InstanceSpec } from "../lab/deployment";
import { drawSome, randomStream } from "../runfolder/random";
import { listensAt, namePort } from "./ports";
import { checkReach } from "./reach";

/** Where the thief's receiver runs: outside, beside this instance. */
export const receiverInstance = "receiver.1";

/**
 * The instances of each hop of a theft, from the originator to the receiver outside. Which of a service's instances take part is
 * drawn from the experiment's seed: the same in all its trials, or for each of its blocks anew.
 *
 * @param key the theft's key in the configuration, `exfiltration[0]`
 * @param block number of the block that they are drawn for; none: for all trials
 * @throws ConfigError for a service that the lab does not have, has too few instances of, or that the one before it cannot reach
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
  checkReach(hops, inside, key);
  const receiver = all.find(({ name }) => name === receiverInstance);
  if (!receiver) throw new ConfigError(key, `needs an instance ${receiverInstance} outside, which this lab does not have`);
  return [...hops, [receiver]];
}

/**
 * Whom each hop is reached through: its own instances, but for the receiver over dns where a resolver stands before it.
 *
 * @throws ConfigError for a service that answers for no names
 */
export function askedOf({ through }: Exfiltration, hops: readonly InstanceSpec[][], { instances }: Deployment, key: string) {
  if (through === undefined) return hops;
  const resolvers = instances.filter((instance) => instance.kind === "instance" && listensAt(instance, namePort));
  const asked = resolvers.filter(({ service }) => service === through);
  if (asked.length > 0) return [...hops.slice(0, -1), asked];
  const services = [...new Set(resolvers.map(({ service }) => service))];
  throw new ConfigError(
    `${key}.through`,
    services.length === 0
      ? `needs a service inside the lab that answers for names, and there is none (lab.resolver is false), not even "${through}"`
      : `must be a service inside the lab that answers for names (${services.join(", ")})${perhaps(through, services)}, not "${through}"`,
  );
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
