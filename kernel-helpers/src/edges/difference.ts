import type { LedgerLine } from "../runfolder/ledger";
import type { LegJoin } from "./join";
import { protocolOf, type JoinedMessage } from "./match";

/** In which ways the captures do not show what is on record, one line for each leg and reason. */
export function captureDifferences(legs: readonly LegJoin[], messages: readonly JoinedMessage[]): string[] {
  return legs.flatMap(({ hop, unmatched, strays }) => {
    const unequal = messages.filter(({ line, connection }) => line.hop === hop && connection && connection.payload !== line.encoded);
    const [first] = unequal;
    const carriers = carriersOf(messages.filter(({ line }) => line.hop === hop));
    return [
      ...(unmatched > 0 ? [`leg ${hop}: ${unmatched} messages have no ${carriers("")} in the capture`] : []),
      ...(first
        ? [
            `leg ${hop}: ${unequal.length} ${carriers("s")} carried other than the bytes on record, the first (${first.line.job}/${first.line.index}) ` +
              `${first.connection!.payload} instead of ${first.line.encoded}`,
          ]
        : []),
      ...(strays.connections > 0
        ? [
            `leg ${hop}: ${strays.connections} ${carriers("s")} with ${strays.payload} bytes are not on record: attempts that failed, or strangers`,
          ]
        : []),
    ];
  });
}

/** What carried a leg's messages, for people. */
function carriersOf(messages: readonly JoinedMessage[]): (plural: string) => string {
  const protocols = new Set(messages.map(({ line }) => protocolOf(line)));
  return (plural) => [...protocols].map((protocol) => (protocol === "udp" ? `datagram${plural}` : `connection${plural}`)).join(" or ");
}

/**
 * In which ways the hops of the ledger do not follow from each other: messages that one hop sent and the next did not pass on.
 *
 * @param ends the last leg's hop, for each job that was received
 */
export function ledgerDifferences(ledger: readonly LedgerLine[], ends: ReadonlyMap<string, number>): string[] {
  const byHop = new Map<number, Set<string>>();
  for (const { hop, job, index } of ledger) {
    const names = byHop.get(hop) ?? new Set();
    byHop.set(hop, names.add(`${job}/${index}`));
  }
  const longest = Math.max(-1, ...ledger.filter(({ event }) => event !== "received").map(({ hop }) => hop));
  return Array.from({ length: longest + 1 }, (_, hop) => {
    const went = [...(byHop.get(hop) ?? [])].filter((name) => hop <= (ends.get(name.slice(0, 7)) ?? longest));
    const lost = went.filter((name) => !byHop.get(hop + 1)?.has(name)).length;
    return lost > 0 ? [`leg ${hop}: ${lost} of ${went.length} messages left it and are not on record at hop ${hop + 1}`] : [];
  }).flat();
}
