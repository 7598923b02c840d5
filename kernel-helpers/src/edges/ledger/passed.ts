import type { LedgerLine } from "../../runfolder/ledger";
import type { Time } from "../../runfolder/time";
import type { Connection } from "./connection";
import type { Detours } from "./detours";
import { messageName as nameOf, type JoinedMessage, type Unclaimed } from "./match";
import { jobOf } from "./names";
import { together } from "./queries";

/*
 * A theft over dns may ask a resolver, which passes its queries on to the receiver: from ports and with ids of its own, and without a
 * ledger. But it asks for the same names, and the names are the message.
 */

/** How long a resolver may take to pass a query on, and how far two capture points' clocks may be apart, seconds. */
const [patience, apart] = [2, 0.05];

/**
 * Finds the queries by which resolvers passed messages on.
 *
 * A query belongs to the one for the same name that was asked last before it. What the receiver has on record and nobody is known to have
 * asked (its sender was killed before it wrote, or the capture has not all of it) takes the job's last queries until it was received.
 *
 * @param messages that asked a resolver, as they were found
 * @param received lines of the receivers behind resolvers
 * @param left what no message has claimed, by capture point
 * @returns the messages on their way from the resolver; and what is left now
 */
export function passedOn(
  messages: readonly JoinedMessage[],
  received: readonly LedgerLine[],
  left: readonly (readonly Unclaimed[])[],
  detours: Detours,
): { passed: readonly JoinedMessage[]; left: readonly (readonly Unclaimed[])[] } {
  const arrived = new Map(received.map((line) => [nameOf(line), line]));
  const best = new Map<JoinedMessage | LedgerLine, JoinedMessage>();
  const keep = (key: JoinedMessage | LedgerLine, line: LedgerLine, connection: Connection): void => {
    const captured = Math.min(connection.payload, line.encoded);
    const before = best.get(key);
    if (!before || captured > before.captured) best.set(key, { line, connection, captured, pieces: connection.pieces, passedOn: true });
  };
  const claimed = new Set<Connection>();
  const behind = new Set(
    [...messages.map(({ line }) => line.hop), ...received.map(({ hop }) => hop - 1)].flatMap((hop) => [...detours.ends(hop)]),
  );

  const points = left.map((point) =>
    point
      .filter(({ protocol, destination }) => behind.has(`${protocol} ${destination}`))
      .map(({ connection }) => connection)
      .sort((a, b) => a.opened - b.opened),
  );
  for (const queries of points)
    for (const [message, own] of byName(messages, queries)) {
      for (const again of own.values()) for (const query of again) claimed.add(query);
      keep(message, fromResolver(message.line, arrived.get(nameOf(message.line))), together(message.line.id ?? 0, own));
    }
  const isFound = foundIn(best);
  const others = received.filter((line) => !isFound(line));
  for (const queries of points)
    for (const line of others) {
      const own = lastUntil(
        line,
        queries.filter((query) => !claimed.has(query)),
      );
      for (const query of own) claimed.add(query);
      if (own.length > 0) keep(line, fromResolver(line, line), together(line.id ?? 0, new Map(own.map((query, i) => [i, [query]]))));
    }
  const isSeen = foundIn(best);
  const unseen = others
    .filter((line) => !isSeen(line))
    .map((line): JoinedMessage => ({ line: fromResolver(line, line), connection: null, captured: 0, pieces: [], passedOn: true }));
  return {
    passed: [...best.values(), ...unseen],
    left: left.map((point) => point.filter(({ connection }) => !claimed.has(connection))),
  };
}

/** Tells whether the message of a line is among those found. */
function foundIn(found: ReadonlyMap<unknown, JoinedMessage>): (line: LedgerLine) => boolean {
  const names = new Set([...found.values()].map(({ line }) => nameOf(line)));
  return (line) => names.has(nameOf(line));
}

/** A message as a resolver would have written it: what it carries is the receiver's word, else what was asked. */
function fromResolver(line: LedgerLine, received: LedgerLine | undefined): LedgerLine {
  if (!received) return { ...line, event: "relayed", local: line.remote };
  const { local, remote, encoded, datagrams, hop } = received;
  return { ...line, hop: hop - 1, event: "relayed", local: remote, remote: local, encoded, datagrams };
}

/** The queries for the names of each message, by the names' numbers. */
function byName(messages: readonly JoinedMessage[], queries: readonly Connection[]): Map<JoinedMessage, Map<number, Connection[]>> {
  interface Ask {
    readonly time: Time;
    readonly message: JoinedMessage;
    readonly number: number;
    isTaken: boolean;
  }
  const asks = new Map<string, Ask[]>();
  for (const message of messages)
    message.connection?.asked?.forEach(({ name, time }, number) => {
      const found = asks.get(name);
      const ask = { time, message, number, isTaken: false };
      if (found) found.push(ask);
      else asks.set(name, [ask]);
    });
  const own = new Map<JoinedMessage, Map<number, Connection[]>>();
  for (const query of queries) {
    const { opened } = query;
    const near = (asks.get(query.name ?? "") ?? []).filter(({ time }) => time <= opened + apart && opened - time <= patience);
    // Messages that just fill their names end with one and the same: each takes one.
    const free = near.filter(({ isTaken }) => !isTaken);
    const latest = (free.length > 0 ? free : near).reduce<Ask | null>((last, one) => (last && last.time > one.time ? last : one), null);
    if (!latest) continue;
    latest.isTaken = true;
    const numbers = own.get(latest.message) ?? new Map<number, Connection[]>();
    own.set(latest.message, numbers.set(latest.number, [...(numbers.get(latest.number) ?? []), query]));
  }
  return own;
}

/** The last of a job's queries until one of its messages was received, as many as carried it. */
function lastUntil({ time, job, datagrams = 1 }: LedgerLine, queries: readonly Connection[]): Connection[] {
  return queries
    .filter(
      ({ opened, name }) => opened <= time + apart && time - opened <= patience && name !== undefined && jobOf(name) === job.toLowerCase(),
    )
    .slice(-datagrams);
}
