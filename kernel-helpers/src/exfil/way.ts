import { ConfigError } from "../config";
import type { InstanceSpec, ProcessSpec } from "../lab/deployment";

/*
 * A theft that goes the application's way needs services that hand over what is for the agent beside them: the built-in applications' own.
 */

/** A process that hands over. */
const handing = ({ processes }: InstanceSpec): ProcessSpec | undefined => processes.find(({ env }) => env?.HANDOVER !== undefined);

/** Port of HTTP services, where the receiver listens like the application's legitimate destinations. */
const webPort = 80;

/** The socket at which a service hands over; checked by `applicationPort`. */
export const handoverOf = (instance: InstanceSpec): string => handing(instance)!.env!.HANDOVER;

/**
 * The port that messages go to on the application's way, the same on all legs: its services' own.
 *
 * @param hops of the theft, from the originator to the receiver
 * @throws ConfigError for a service on the way that cannot hand over
 */
export function applicationPort(hops: readonly (readonly InstanceSpec[])[], key: string): number {
  hops.slice(1, -1).forEach(([instance], i) => {
    const port = handing(instance)?.ready?.port;
    if (port === webPort) return;
    throw new ConfigError(
      `${key}.path[${i + 1}]`,
      `must be a service that hands requests over to the agent beside it where ${key}.way is application (HTTP services of shop and smoke do), not "${instance.service}"`,
    );
  });
  return webPort;
}
