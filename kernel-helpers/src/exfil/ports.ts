import { ConfigError, type Exfiltration } from "../config";
import type { InstanceSpec } from "../lab/deployment";
import type { Transport } from "../runfolder";
import { domainOf } from "./document";

/** DET's own ports. ICMP has none: there it is the sequence number. */
const ports: Readonly<Record<Transport, number>> = { tcp: 6969, udp: 6969, http: 8080, dns: 53, icmp: 1 };

/** The port of whoever answers for names. */
export const namePort = ports.dns;

/** The port of a theft's agents: each further theft of an experiment uses the next, because all of them share the receiver's address. */
export const portOf = (transport: Transport, index: number): number => ports[transport] + index;

/** The domains of thefts over dns, and the port at which the receiver answers for each: what a resolver on the way must know. */
export function delegatedDomains(thefts: readonly Pick<Exfiltration, "transport" | "domain">[]): { domain: string; port: number }[] {
  const all = thefts.flatMap(({ transport, domain }, index) =>
    transport === "dns" ? [{ domain: domainOf({ domain }), port: portOf(transport, index) }] : [],
  );
  // Of two thefts below one domain the first has it: its questions cannot be told from the other's.
  return all.filter(({ domain }, i) => all.findIndex((other) => other.domain === domain) === i);
}

/** Whether a service is known to listen at a port itself, from the probe by which it is ready. */
export const listensAt = ({ processes }: InstanceSpec, port: number): boolean => processes.some(({ ready }) => ready?.port === port);

/**
 * Refuses a theft along a service that listens itself where the agent beside it would. As the first service, which only sends, it may stand. Datagrams
 * over udp have ports of their own; a service that answers for names has both kinds. On the application's way the service listens for the agent.
 *
 * @param port at which the theft's agents listen
 */
export function checkPort({ transport, way }: Exfiltration, hops: readonly (readonly InstanceSpec[])[], port: number, key: string): void {
  if (way === "application" || transport === "udp" || transport === "icmp") return;
  hops.slice(1, -1).forEach(([instance], i) => {
    if (!listensAt(instance, port)) return;
    const instead = transport === "dns" ? ` (to ask it on the last leg: ${key}.through)` : ", where the agent beside it would";
    throw new ConfigError(
      `${key}.path[${i + 1}]`,
      `must not be "${instance.service}" where ${key}.transport is ${transport}: it listens at port ${port} itself${instead}`,
    );
  });
}
