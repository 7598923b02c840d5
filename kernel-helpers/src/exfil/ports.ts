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
  return thefts.flatMap(({ transport, domain }, index) =>
    transport === "dns" && firstBelow(thefts, index) === index ? [{ domain: domainOf({ domain }), port: portOf(transport, index) }] : [],
  );
}

/** The first theft over dns below the domain of another: of two thefts below one it has what a resolver is asked. Upper and lower case are the same. */
function firstBelow(thefts: readonly Pick<Exfiltration, "transport" | "domain">[], index: number): number {
  const domain = domainOf(thefts[index]).toLowerCase();
  return thefts.findIndex((theft) => theft.transport === "dns" && domainOf(theft).toLowerCase() === domain);
}

/**
 * Refuses a theft through a resolver below a domain that another theft before it has.
 *
 * @throws ConfigError with the other theft
 */
export function checkDomains(thefts: readonly Pick<Exfiltration, "transport" | "domain" | "through">[]): void {
  thefts.forEach(({ through, domain }, index) => {
    if (through === undefined) return;
    const first = firstBelow(thefts, index);
    if (first === index) return;
    throw new ConfigError(
      `exfiltration[${index}].domain`,
      `must be another than that of exfiltration[${first}], to whose receiver "${through}" sends all names below it, not ${domainOf({ domain })}`,
    );
  });
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
