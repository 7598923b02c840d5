import type { LedgerLine } from "../../runfolder/ledger";
import type { Connection, Connections, Pair, Piece, Protocol } from "./connection";
import { onDatagrams } from "./datagrams";
import { endsOf } from "./endpoints";
import { gatherQueries } from "./queries";

/** A message on one leg, and its connection or datagram; null: not in the capture. */
export interface JoinedMessage {
  readonly line: LedgerLine;
  readonly connection: Connection | null;
  /** Bytes of the message that were captured, each once: `encoded` of them where all was seen. */
  readonly captured: number;
  /** The captured bytes of its connection that are the message's, by their place in the message. */
  readonly pieces: readonly Piece[];
  /** Set on its way from a resolver to the next hop: nobody's ledger has that leg. */
  readonly passedOn?: true;
}

/** What tells a message from all others of a theft. */
export const messageName = ({ job, index }: LedgerLine): string => `${job}/${index}`;

/** A connection or datagram of a capture point, and how many of its bytes no message claimed. */
export interface Unclaimed {
  readonly protocol: Protocol;
  readonly destination: string;
  readonly connection: Connection;
  /** All of its payload: no message claimed the connection. */
  readonly whole: boolean;
  readonly bytes: number;
}

/**
 * How far from its message a connection or datagram may be, seconds. Over tcp an end point's port is used again after a minute at the
 * earliest, so half of that tells its connections apart, whatever the clocks' offset. A datagram's port may be used again at once: only
 * what is near counts.
 */
const farthest: Readonly<Record<Protocol, number>> = { tcp: 30, udp: 2, icmp: 2 };

/**
 * Gives each message the connection or datagram between its end points that is nearest to its time. A connection that stays open carries
 * its messages one behind the other, in the order of the ledger; a datagram carries one. Where several capture points saw the message,
 * the one that saw most of it counts.
 */
export function matchMessages(
  lines: readonly LedgerLine[],
  points: readonly Connections[],
): { messages: readonly JoinedMessage[]; left: readonly (readonly Unclaimed[])[] } {
  const byPair = new Map<string, LedgerLine[]>();
  for (const line of [...lines].sort((a, b) => a.time - b.time)) {
    const key = pairKey(endsOf(line));
    const found = byPair.get(key);
    if (found) found.push(line);
    else byPair.set(key, [line]);
  }
  const best = new Map<LedgerLine, JoinedMessage>();
  const left = points.map((point) =>
    point.pairs().flatMap((seen): Unclaimed[] => {
      const own = byPair.get(pairKey(seen)) ?? [];
      const pair = { ...seen, connections: gatherQueries(own, seen.connections, farthest[seen.protocol]) };
      const claimed = new Map<Connection, number>();
      for (const message of ofPair(own, pair)) {
        const { connection, captured, line } = message;
        if (!connection) continue;
        claimed.set(connection, (claimed.get(connection) ?? 0) + captured);
        const before = best.get(line);
        if (!before || captured > before.captured) best.set(line, message);
      }
      const { protocol, destination } = pair;
      return pair.connections.map((connection) => {
        const bytes = connection.payload - (claimed.get(connection) ?? 0);
        return { protocol, destination, connection, whole: !claimed.has(connection), bytes };
      });
    }),
  );
  const unseen = (line: LedgerLine): JoinedMessage => ({ line, connection: null, captured: 0, pieces: [] });
  return { messages: lines.map((line) => best.get(line) ?? unseen(line)), left };
}

const pairKey = ({ protocol, source, destination }: Pick<Pair, "protocol" | "source" | "destination">): string =>
  `${protocol} ${source} ${destination}`;

function ofPair(lines: readonly LedgerLine[], { protocol, connections }: Pair): JoinedMessage[] {
  return protocol === "tcp" ? onConnections(lines, connections) : onDatagrams(lines, connections, farthest[protocol]);
}

/** Messages, by time, on the connections of one pair of end points, by time. */
function onConnections(lines: readonly LedgerLine[], connections: readonly Connection[]): JoinedMessage[] {
  // Half-way between the end of one and the beginning of the next: as far from both as clocks may be apart.
  const borders = connections.slice(1).map(({ opened }, i) => (connections[i].lastSeen + opened) / 2);
  const result: JoinedMessage[] = [];
  for (let at = 0, next = 0; at < connections.length; at++) {
    const connection = connections[at];
    const [early, late] = [connection.opened - farthest.tcp, connection.lastSeen + farthest.tcp];
    let offset = 0;
    let piece = 0;
    for (; next < lines.length && !(lines[next].time >= borders[at]); next++) {
      const line = lines[next];
      if (line.time < early || line.time > late) continue;
      const end = offset + line.encoded;
      const pieces: Piece[] = [];
      while (piece < connection.pieces.length && connection.pieces[piece].to <= offset) piece++;
      for (let i = piece; i < connection.pieces.length && connection.pieces[i].from < end; i++) {
        const { from, to, ...seen } = connection.pieces[i];
        pieces.push({ ...seen, from: Math.max(from, offset) - offset, to: Math.min(to, end) - offset });
      }
      offset = end;
      const captured = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
      result.push({ line, connection: captured > 0 ? connection : null, captured, pieces });
    }
  }
  return result;
}
