import type { LedgerLine } from "../../runfolder/ledger";
import type { Connection } from "./connection";

/**
 * Makes one connection of the queries that carried a message over dns: from one port, with ids that count upwards from the ledger's.
 * A query that was asked again has the same id; its bytes count once, and as retransmitted beside. All other datagrams stay as they are.
 *
 * @param lines messages between one pair of end points, by time
 * @param datagrams between them
 * @param within how far from a query of its own message another may be, seconds
 */
export function gatherQueries(lines: readonly LedgerLine[], datagrams: readonly Connection[], within: number): readonly Connection[] {
  if (!lines.some(isAsked)) return datagrams;
  const gathered: Connection[] = [];
  const taken = new Set<Connection>();
  for (const { time, id: first, datagrams: count } of lines.filter(isAsked)) {
    const own = new Map<number, Connection[]>();
    let latest = time;
    for (const one of datagrams) {
      const number = ((one.id ?? NaN) - first + 0x1_0000) & 0xffff;
      if (one.id === undefined || number >= count || taken.has(one) || Math.abs(one.opened - latest) > within) continue;
      latest = Math.max(latest, one.opened);
      taken.add(one);
      own.set(number, [...(own.get(number) ?? []), one]);
    }
    if (own.size > 0) gathered.push(together(first, own));
  }
  return [...gathered, ...datagrams.filter((one) => !taken.has(one))].sort((a, b) => a.opened - b.opened);
}

const isAsked = (line: LedgerLine): line is LedgerLine & { readonly id: number; readonly datagrams: number } =>
  line.id !== undefined && line.datagrams !== undefined;

/** One connection of queries. @param queries by their number, each as often as it was asked */
export function together(id: number, queries: ReadonlyMap<number, readonly Connection[]>): Connection {
  const all = [...queries.values()].flat();
  let payload = 0;
  const pieces = [...queries]
    .sort(([a], [b]) => a - b)
    .flatMap(([, [query]]) => {
      const start = payload;
      payload += query.payload;
      return query.pieces.map((piece) => ({ ...piece, from: start + piece.from, to: start + piece.to }));
    });
  const opened = Math.min(...all.map((one) => one.opened));
  return {
    opened,
    firstPayload: opened,
    lastSeen: Math.max(...all.map(({ lastSeen }) => lastSeen)),
    payload,
    retransmitted: all.reduce((sum, one) => sum + one.payload + one.retransmitted, 0) - payload,
    pieces,
    id,
    asked: [...queries].sort(([a], [b]) => a - b).flatMap(([, [{ name, opened: time }]]) => (name === undefined ? [] : [{ name, time }])),
  };
}
