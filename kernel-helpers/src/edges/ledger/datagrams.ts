import type { LedgerLine } from "../../runfolder/ledger";
import type { Connection } from "./connection";
import type { JoinedMessage } from "./match";

/** Messages, by time, and datagrams, by time: each message takes the nearest of its length that is free, else the nearest. */
export function onDatagrams(lines: readonly LedgerLine[], datagrams: readonly Connection[], within: number): JoinedMessage[] {
  const free = new Array<boolean>(datagrams.length).fill(true);
  const nearest = ({ time, id }: LedgerLine, fits: (one: Connection) => boolean): number => {
    let [before, after] = [firstFrom(datagrams, time) - 1, firstFrom(datagrams, time)];
    for (;;) {
      const [back, on] = [time - (datagrams[before]?.opened ?? -Infinity), (datagrams[after]?.opened ?? Infinity) - time];
      if (Math.min(back, on) > within) return -1;
      const index = on <= back ? after++ : before--;
      if (free[index] && (id === undefined || datagrams[index].id === undefined || datagrams[index].id === id) && fits(datagrams[index]))
        return index;
    }
  };
  const taken = new Map<LedgerLine, number>();
  const take = (line: LedgerLine, index: number): void => {
    if (index < 0) return;
    free[index] = false;
    taken.set(line, index);
  };
  for (const line of lines)
    take(
      line,
      nearest(line, ({ payload }) => payload === line.encoded),
    );
  for (const line of lines)
    if (!taken.has(line))
      take(
        line,
        nearest(line, () => true),
      );
  return lines.map((line): JoinedMessage => {
    const index = taken.get(line);
    if (index === undefined) return { line, connection: null, captured: 0, pieces: [] };
    const connection = datagrams[index];
    return { line, connection, captured: Math.min(connection.payload, line.encoded), pieces: connection.pieces };
  });
}

/** The first datagram at or after a time, by binary search. */
function firstFrom(datagrams: readonly Connection[], time: number): number {
  let low = 0;
  let high = datagrams.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (datagrams[middle].opened < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
