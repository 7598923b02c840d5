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

/** The services that each service of the application calls. */
export type Calls = ReadonlyMap<string, readonly string[]>;

/**
 * The port that messages go to on the application's way, the same on all legs: its services' own.
 *
 * @param hops of the theft, from the originator to the receiver
 * @param calls default: not known, and not looked at
 * @throws ConfigError for a service on the way that cannot hand over, or that the one before it does not call
 */
export function applicationPort(hops: readonly (readonly InstanceSpec[])[], key: string, calls?: Calls): number {
  hops.slice(1, -1).forEach(([instance], i) => {
    const port = handing(instance)?.ready?.port;
    if (port === webPort) return;
    throw new ConfigError(
      `${key}.path[${i + 1}]`,
      `must be a service that hands requests over to the agent beside it where ${key}.way is application (HTTP services of shop and smoke do), not "${instance.service}"`,
    );
  });
  if (calls)
    hops.slice(1, -1).forEach(([{ service }], i) => checkCall(hops[i][0].service, service, calls, `${key}.path[${i + 1}]`, `${key}.way`));
  return webPort;
}

/** Whoever passes data on opens the connection: against the application's calls that would be an edge that the application does not have. */
function checkCall(from: string, to: string, calls: Calls, key: string, way: string): void {
  const called = calls.get(from) ?? [];
  if (called.includes(to)) return;
  const callers = [...calls].filter(([, those]) => those.includes(to)).map(([service]) => service);
  throw new ConfigError(
    key,
    `must be a service that "${from}" calls where ${way} is application (it calls ${called.join(", ") || "none"}), not "${to}", ` +
      (callers.length > 0 ? `which ${callers.join(" and ")} ${callers.length > 1 ? "call" : "calls"}` : "which nobody calls"),
  );
}
