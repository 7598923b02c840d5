import type { LedgerLine } from "../../runfolder/ledger";
import { endPointOf, endsOf, protocolOf, type Listener } from "./endpoints";
import type { JoinedMessage, Unclaimed } from "./match";
import { sum } from "./sum";

/** What the ledger and the captures say together of one leg: the way from one hop to the next. */
export interface LegJoin {
  /** The hop that sends. */
  readonly hop: number;
  /** Set of the way from the resolver that the hop asked to the next hop. */
  readonly passedOn?: true;
  /** Messages on record, and their bytes: of the stolen file, and handed to the transport. */
  readonly messages: number;
  readonly payload: number;
  readonly encoded: number;
  /** Transport payload of their connections and datagrams as captured, each byte once: equals `encoded` where all was seen. */
  readonly capturedPayload: number;
  /** Bytes that went over the wire again. */
  readonly retransmitted: number;
  /** Messages of which nothing is in the capture. */
  readonly unmatched: number;
  /** Connections and datagrams to this leg's end points of which nothing is on record, and the bytes in all that no message claimed. */
  readonly strays: { readonly connections: number; readonly payload: number };
}

/** The end points of a leg, as pairs of connections name them: where its messages went to, and where agents of the next hop listen. */
export function endsAt(hop: number, messages: readonly JoinedMessage[], listeners: readonly Listener[]): string[] {
  return [
    ...messages.filter(({ line }) => line.hop === hop).map(({ line }) => `${protocolOf(line)} ${endsOf(line).destination}`),
    ...listeners.filter((one) => one.hop === hop + 1).map(endPointOf),
  ];
}

/**
 * Sums up a leg.
 *
 * @param all messages of all legs
 * @param unwritten of them those that only the next hop has on record
 * @param left what no message claimed, by capture point
 * @param ends the leg's end points
 */
export function legOf(
  which: Pick<LegJoin, "hop" | "passedOn">,
  all: readonly JoinedMessage[],
  unwritten: ReadonlySet<LedgerLine>,
  left: readonly (readonly Unclaimed[])[],
  ends: ReadonlySet<string>,
): LegJoin {
  const messages = all.filter(({ line }) => line.hop === which.hop);
  const onRecord = messages.filter(({ line }) => !unwritten.has(line));
  const found = new Set(onRecord.flatMap(({ connection }) => (connection ? [connection] : [])));
  // Several capture points may have seen the same strays: the one that saw most tells.
  const strays = left
    .map((point) => point.filter(({ protocol, destination, bytes }) => ends.has(`${protocol} ${destination}`) && bytes > 0))
    .map((point) => ({ connections: point.filter(({ whole }) => whole).length, payload: sum(point.map(({ bytes }) => bytes)) }))
    .reduce((most, point) => (point.payload > most.payload ? point : most), { connections: 0, payload: 0 });
  return {
    ...which,
    messages: onRecord.length,
    payload: sum(onRecord.map(({ line }) => line.payload)),
    encoded: sum(onRecord.map(({ line }) => line.encoded)),
    capturedPayload: sum(onRecord.map(({ captured }) => captured)),
    retransmitted: sum([...found].map(({ retransmitted }) => retransmitted)),
    unmatched: onRecord.filter(({ captured }) => captured === 0).length,
    strays,
  };
}
