import type { LedgerLine } from "../runfolder/ledger";
import type { Connection, Connections, Protocol } from "./connection";

/** A message on one leg, and its connection or datagram; null: not in the capture. */
export interface JoinedMessage {
  readonly line: LedgerLine;
  readonly connection: Connection | null;
}

/** The connections and datagrams of one capture point that no message claimed. */
export type Unclaimed = readonly { readonly protocol: Protocol; readonly destination: string; readonly connection: Connection }[];

/**
 * How far from its message a connection may be, seconds. Over tcp an end point's port is used again after a minute at the earliest, so
 * half of that tells its connections apart, whatever the clocks' offset. Over udp it may be used again at once: only what is near counts.
 */
const farthest: Readonly<Record<Protocol, number>> = { tcp: 30, udp: 2 };

/** What carries a line's message. */
export function protocolOf({ transport }: LedgerLine): Protocol {
  return transport === "udp" ? "udp" : "tcp";
}

/**
 * Gives each message the connection or datagram between its end points that is nearest to its time, each to one message. Where
 * several capture points saw the connection, the one that saw most of it counts.
 */
export function matchMessages(
  lines: readonly LedgerLine[],
  points: readonly Connections[],
): { messages: readonly JoinedMessage[]; left: readonly Unclaimed[] } {
  const free = points.map((point) => {
    return new Map(point.pairs().map((pair) => [`${pair.protocol} ${pair.source} ${pair.destination}`, pair]));
  });
  const messages = lines.map((line): JoinedMessage => {
    const protocol = protocolOf(line);
    const key = `${protocol} ${line.local} ${line.remote}`;
    const seen = free.flatMap((point) => takeNearest(point.get(key)?.connections ?? [], line.time, farthest[protocol]) ?? []);
    const most = seen.reduce<Connection | null>((best, one) => (best && best.payload >= one.payload ? best : one), null);
    return { line, connection: most };
  });
  const left = free.map((point) => {
    return [...point.values()].flatMap(({ protocol, destination, connections }) =>
      connections.map((connection) => ({ protocol, destination, connection })),
    );
  });
  return { messages, left };
}

/** Removes and returns the connection that opened nearest to a time; null when none is near. */
function takeNearest(from: Connection[], time: number, within: number): Connection | null {
  const distance = (connection: Connection) => Math.abs(connection.opened - time);
  const nearest = from.reduce<Connection | null>((best, one) => (best && distance(best) <= distance(one) ? best : one), null);
  if (!nearest || distance(nearest) > within) return null;
  from.splice(from.indexOf(nearest), 1);
  return nearest;
}
