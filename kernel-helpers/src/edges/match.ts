import type { LedgerLine } from "../runfolder/ledger";
import type { Connection, Connections } from "./connection";

/** A message on one leg, and its connection; null: not in the capture. */
export interface JoinedMessage {
  readonly line: LedgerLine;
  readonly connection: Connection | null;
}

/** The connections of one capture point that no message claimed. */
export type Unclaimed = readonly { readonly destination: string; readonly connection: Connection }[];

/**
 * An end point's port is used again after a minute at the earliest, so half of that tells its connections apart, whatever the
 * clocks' offset. Seconds.
 */
const farthest = 30;

/**
 * Gives each message the connection between its end points that opened nearest to its time, each connection to one message. Where
 * several capture points saw the connection, the one that saw most of it counts.
 */
export function matchMessages(
  lines: readonly LedgerLine[],
  points: readonly Connections[],
): { messages: readonly JoinedMessage[]; left: readonly Unclaimed[] } {
  const free = points.map((point) => {
    return new Map(point.pairs().map(({ source, destination, connections }) => [`${source} ${destination}`, { destination, connections }]));
  });
  const messages = lines.map((line): JoinedMessage => {
    const seen = free.flatMap((point) => takeNearest(point.get(`${line.local} ${line.remote}`)?.connections ?? [], line.time) ?? []);
    const most = seen.reduce<Connection | null>((best, one) => (best && best.payload >= one.payload ? best : one), null);
    return { line, connection: most };
  });
  const left = free.map((point) => {
    return [...point.values()].flatMap(({ destination, connections }) => connections.map((connection) => ({ destination, connection })));
  });
  return { messages, left };
}

/** Removes and returns the connection that opened nearest to a time; null when none is near. */
function takeNearest(from: Connection[], time: number): Connection | null {
  const distance = (connection: Connection) => Math.abs(connection.opened - time);
  const nearest = from.reduce<Connection | null>((best, one) => (best && distance(best) <= distance(one) ? best : one), null);
  if (!nearest || distance(nearest) > farthest) return null;
  from.splice(from.indexOf(nearest), 1);
  return nearest;
}
