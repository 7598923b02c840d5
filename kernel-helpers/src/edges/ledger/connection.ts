import type { Time } from "../../runfolder/time";
import type { Place } from "./place";
import { ranges, type Ranges } from "./ranges";
import type { Segment } from "./segment";

/** What numbers its end points by itself: 40000 of one is not 40000 of the other. */
export type Protocol = "tcp" | "udp" | "icmp";

/** Bytes [from, to) of a stream, when they were first seen. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly time: Time;
  /** Where they count in the edge table; none: outside of its time, or no table is made. */
  readonly place?: Place;
}

/** The direction of the theft of one TCP connection, or one datagram (UDP, ICMP echo request), as captured. */
export interface Connection {
  /** When its first segment was seen, its first payload, and its last segment. */
  readonly opened: Time;
  readonly firstPayload: Time | null;
  readonly lastSeen: Time;
  /** Bytes of payload, each sequence number once: what the other side could read. */
  readonly payload: number;
  /** Bytes of payload that were seen again. */
  readonly retransmitted: number;
  /** Where its bytes were first seen, by their place in the stream. */
  readonly pieces: readonly Piece[];
  /** DNS or ICMP id of a datagram. */
  readonly id?: number;
  /** Name that a DNS query asks for, as `askedName` has it. */
  readonly name?: string;
  /** Of queries that were put together to a message: their names in order, and when each was first asked for. */
  readonly asked?: readonly { readonly name: string; readonly time: Time }[];
}

/** A datagram of UDP, or an ICMP echo request; it may come in fragments. */
export interface Datagram {
  readonly time: Time;
  readonly protocol: Exclude<Protocol, "tcp">;
  readonly source: string;
  readonly destination: string;
  /** Bytes of payload in this packet by the IP header's word: all of them unless the datagram went in fragments. */
  readonly payload: number;
  readonly id?: number;
  /** Name that a DNS query asks for. */
  readonly name?: string;
  readonly place?: Place;
}

/** A datagram that is being captured: its further fragments are added to it. */
export interface OpenDatagram {
  addFragment(time: Time, payload: number, place?: Place): void;
}

interface Open {
  opened: Time;
  firstPayload: Time | null;
  lastSeen: Time;
  /** Sequence number of the first byte. */
  base: number;
  seen: Ranges;
  carried: number;
  pieces: Piece[];
  id?: number;
  name?: string;
}

/** The connections and datagrams from one end point to another. */
export interface Pair {
  readonly protocol: Protocol;
  readonly source: string;
  readonly destination: string;
  /** Connections in the order in which they opened, or datagrams in the order of the capture. */
  readonly connections: readonly Connection[];
}

/**
 * Follows the connections between pairs of end points, as one capture point saw them. A pair is used again and again: each SYN with a
 * sequence number of its own begins a new connection.
 */
export interface Connections {
  /** Returns how many bytes of its payload were not seen before. */
  add(segment: Segment): number;
  /** Each datagram is a connection of its own. */
  addDatagram(datagram: Datagram): OpenDatagram;
  pairs(): Pair[];
}

export function connections(): Connections {
  const all = new Map<string, { protocol: Protocol; source: string; destination: string; opened: Open[] }>();
  const openedOf = (protocol: Protocol, source: string, destination: string): Open[] => {
    const key = `${protocol} ${source} ${destination}`;
    let pair = all.get(key);
    if (!pair) all.set(key, (pair = { protocol, source, destination, opened: [] }));
    return pair.opened;
  };

  return {
    add({ time, source, destination, sequence, syn, payload, place }) {
      const opened = openedOf("tcp", source, destination);
      let latest = opened.at(-1);
      if (!latest || (syn && sequence !== latest.base)) {
        latest = newlyOpened(time, sequence);
        opened.push(latest);
      }
      latest.lastSeen = time;
      // Signed: a capture that began late, or a keep-alive probe, may show bytes before the first one known.
      return carry(latest, (sequence - latest.base) | 0, payload, time, place);
    },
    addDatagram({ time, protocol, source, destination, payload, id, name, place }) {
      const datagram = { ...newlyOpened(time, 0), id, name };
      openedOf(protocol, source, destination).push(datagram);
      carry(datagram, 0, payload, time, place);
      datagram.firstPayload = time;
      return {
        // Which bytes a fragment has does not matter, only how many.
        addFragment: (later, more, where) => {
          datagram.lastSeen = later;
          carry(datagram, datagram.carried, more, later, where);
        },
      };
    },
    pairs: () => [...all.values()].map(({ opened, ...ends }) => ({ ...ends, connections: opened.map(closed) })),
  };
}

const newlyOpened = (time: Time, base: number): Open => {
  return { opened: time, firstPayload: null, lastSeen: time, base, seen: ranges(), carried: 0, pieces: [] };
};

/** Counts payload that stands at `from` of its stream; returns how much of it is new. */
function carry(open: Open, from: number, payload: number, time: Time, place: Place | undefined): number {
  if (payload === 0) return 0;
  open.carried += payload;
  open.firstPayload ??= time;
  let fresh = 0;
  for (const [start, end] of open.seen.add(from, from + payload)) {
    open.pieces.push({ from: start, to: end, time, place });
    fresh += end - start;
  }
  return fresh;
}

function closed({ opened, firstPayload, lastSeen, seen, carried, pieces, id, name }: Open): Connection {
  const payload = seen.size();
  const inOrder = [...pieces].sort((a, b) => a.from - b.from);
  return { opened, firstPayload, lastSeen, payload, retransmitted: carried - payload, pieces: inOrder, id, name };
}
