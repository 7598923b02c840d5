import type { LedgerLine } from "../../runfolder/ledger";
import { endsOf, leaves, type Listener } from "./endpoints";

/** Which messages on record asked a resolver, and where it passed their queries on to. */
export interface Detours {
  /** Whether a message went to an end point where no agent listens. */
  asks(line: LedgerLine): boolean;
  /** Whether a received message came from a resolver. */
  came(line: LedgerLine): boolean;
  /** `udp address:port` of the agents that stand behind a resolver, by the hop that asked it. */
  ends(hop: number): ReadonlySet<string>;
}

export function detoursOf(ledger: readonly LedgerLine[], listeners: readonly Listener[]): Detours {
  const listening = listeners.filter(({ transport }) => transport === "dns");
  const known = new Set(listening.map(({ at }) => at));
  const direct = new Set<string>();
  const hops = new Set(listening.map(({ hop }) => hop - 1));
  for (const line of ledger) if (line.transport === "dns" && leaves(line)) direct.add(line.remote);
  const asks = (line: LedgerLine): boolean => line.transport === "dns" && leaves(line) && hops.has(line.hop) && !known.has(line.remote);
  const jobs = new Set(ledger.filter(asks).map(({ job, hop }) => `${hop} ${job}`));
  const ends = new Map<number, Set<string>>();
  for (const hop of new Set(ledger.filter(asks).map((line) => line.hop)))
    ends.set(hop, new Set(listening.filter((one) => one.hop === hop + 1 && !direct.has(one.at)).map(({ at }) => `udp ${at}`)));
  return {
    asks,
    came: (line) => line.transport === "dns" && line.event === "received" && jobs.has(`${line.hop - 1} ${line.job}`),
    ends: (hop) => ends.get(hop) ?? new Set(),
  };
}

/** The end points of resolvers: others ask them, too. */
export function resolversOf(ledger: readonly LedgerLine[], listeners: readonly Listener[]): ReadonlySet<string> {
  const { asks } = detoursOf(ledger, listeners);
  return new Set(ledger.filter(asks).map((line) => endsOf(line).destination));
}
