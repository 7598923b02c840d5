import { ConfigError } from "../config";
import type { InstanceSpec } from "../lab/deployment";

/*
 * Agents reach the next hop over a network that both are on. The router between the networks leads to outside: what goes from one network inside
 * to another over it would be in the captures of both.
 */

const networksOf = ({ attachments }: InstanceSpec): string[] => attachments.map(({ network }) => network);

/** Whether instances of two services can reach each other. */
const isReached = (one: InstanceSpec, other: InstanceSpec): boolean => networksOf(one).some((name) => networksOf(other).includes(name));

/**
 * Checks that each service of a path can reach the next. The receiver outside is reached from everywhere.
 *
 * @param hops inside the lab, in order
 * @param inside all instances that a path may pass
 * @throws ConfigError with the hop, the networks on both sides, and the services that could stand between
 */
export function checkReach(hops: readonly (readonly InstanceSpec[])[], inside: readonly InstanceSpec[], key: string): void {
  hops.slice(1).forEach(([to], i) => {
    const [from] = hops[i];
    if (isReached(from, to)) return;
    const between = inside.filter((one) => isReached(from, one) && isReached(one, to)).map(({ service }) => service);
    throw new ConfigError(
      `${key}.path[${i + 1}]`,
      `must be a service that "${from.service}" reaches, on the network ${networksOf(from).join(" or ")}, not "${to.service}", ` +
        `which is on ${networksOf(to).join(" and ")}; on the way between them: ${[...new Set(between)].join(", ") || "no service"}`,
    );
  });
}
