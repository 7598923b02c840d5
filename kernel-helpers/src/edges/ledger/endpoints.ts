import type { LedgerLine, Transport } from "../../runfolder/ledger";
import type { Protocol } from "./connection";

/** Where an agent listens, and nobody else: whatever goes there is the thief's, on record or not. */
export interface Listener {
  readonly transport: Transport;
  /** `address:port`. */
  readonly at: string;
  /** Hop of the agent that listens. */
  readonly hop: number;
}

/** What carries a transport's messages. */
export function protocolOf({ transport }: Pick<LedgerLine, "transport">): Protocol {
  switch (transport) {
    case "tcp":
    case "http":
      return "tcp";
    case "udp":
    case "dns":
      return "udp";
    case "icmp":
      return "icmp";
  }
}

/** Whether a line is of the end that sends. */
export const leaves = ({ event }: LedgerLine): boolean => event === "sent" || event === "relayed";

/** The ends of a line's connection, in the direction of the theft; ICMP has no ports. */
export function endsOf(line: LedgerLine): { protocol: Protocol; source: string; destination: string } {
  const protocol = protocolOf(line);
  const [from, to] = line.event === "received" ? [line.remote, line.local] : [line.local, line.remote];
  return protocol === "icmp" ? { protocol, source: hostOf(from), destination: hostOf(to) } : { protocol, source: from, destination: to };
}

/** The address of `address:port`, without an IPv6 address's brackets. */
export function hostOf(endpoint: string): string {
  if (endpoint.startsWith("[")) return endpoint.slice(1, endpoint.indexOf("]"));
  const [address, ...rest] = endpoint.split(":");
  return rest.length === 1 ? address : endpoint;
}

/** The end point at which an agent listens, as pairs of connections name it. */
export const endPointOf = (one: Listener): string => `${protocolOf(one)} ${one.transport === "icmp" ? hostOf(one.at) : one.at}`;

/** The port of `address:port`; NaN where there is none. */
export const portOf = (endpoint: string): number => Number(endpoint.slice(endpoint.lastIndexOf(":") + 1) || NaN);

/** Where agents alone listen, as the ledger itself shows: where messages went to, and where they were received. */
export function listenersOf(ledger: readonly LedgerLine[]): Listener[] {
  const found = new Map<string, Listener>();
  const received = new Map<string, Set<string>>();
  for (const { event, transport, job, hop, local } of ledger)
    if (event === "received" && transport === "dns") {
      const key = `${hop} ${job}`;
      received.set(key, (received.get(key) ?? new Set()).add(local));
    }
  // A message over dns that was received elsewhere than it was sent to went to a resolver, which others ask, too.
  const isElsewhere = (line: LedgerLine): boolean =>
    leaves(line) && line.transport === "dns" && received.get(`${line.hop + 1} ${line.job}`)?.has(line.remote) === false;
  for (const line of ledger) {
    if (line.way === "application" || isElsewhere(line)) continue;
    const at = leaves(line) ? line.remote : line.local;
    const hop = leaves(line) ? line.hop + 1 : line.hop;
    found.set(`${line.transport} ${at} ${hop}`, { transport: line.transport, at, hop });
  }
  return [...found.values()];
}
