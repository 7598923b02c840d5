import type { Time } from "../runfolder/time";
import { ranges, type Ranges } from "./ranges";
import type { Datagram } from "./datagram";
import type { Segment } from "./segment";

/** What numbers its ports by itself: 40000 of one is not 40000 of the other. */
export type Protocol = "tcp" | "udp";

/** One direction of one TCP connection, or one UDP datagram, as captured. */
export interface Connection {
  /** When its first segment was seen, and its first payload. */
  readonly opened: Time;
  readonly firstPayload: Time | null;
  /** Bytes of payload, each sequence number once: what the other side could read. */
  readonly payload: number;
  /** Bytes of payload that were seen again. */
  readonly retransmitted: number;
}

interface Open {
  opened: Time;
  firstPayload: Time | null;
  /** Sequence number of the first byte. */
  base: number;
  seen: Ranges;
  carried: number;
}

/**
 * Follows the connections between pairs of end points. A pair is used again and again: each SYN with a sequence number of its own
 * begins a new connection.
 */
export interface Connections {
  add(segment: Segment): void;
  /** Each datagram is a message of its own. */
  addDatagram(datagram: Datagram): void;
  /** Each pair of end points, with its connections in the order in which they opened, or its datagrams in the order of the capture. */
  pairs(): { protocol: Protocol; source: string; destination: string; connections: Connection[] }[];
}

export function connections(): Connections {
  const all = new Map<string, Open[]>();
  const datagrams = new Map<string, Connection[]>();

  return {
    add({ time, source, destination, sequence, syn, payload }) {
      const key = `${source} ${destination}`;
      let opened = all.get(key);
      if (!opened) all.set(key, (opened = []));
      let latest = opened.at(-1);
      if (!latest || (syn && sequence !== latest.base)) {
        latest = { opened: time, firstPayload: null, base: sequence, seen: ranges(), carried: 0 };
        opened.push(latest);
      }
      if (payload === 0) return;
      // Signed: a capture that began late, or a keep-alive probe, may show bytes before the first one known.
      const from = (sequence - latest.base) | 0;
      latest.seen.add(from, from + payload);
      latest.carried += payload;
      latest.firstPayload ??= time;
    },
    addDatagram({ time, source, destination, payload }) {
      const key = `${source} ${destination}`;
      let sent = datagrams.get(key);
      if (!sent) datagrams.set(key, (sent = []));
      sent.push({ opened: time, firstPayload: time, payload, retransmitted: 0 });
    },
    pairs: () => [
      ...[...all].map(([key, opened]) => ({ protocol: "tcp" as const, ...endsOf(key), connections: opened.map(closed) })),
      ...[...datagrams].map(([key, sent]) => ({ protocol: "udp" as const, ...endsOf(key), connections: [...sent] })),
    ],
  };
}

function endsOf(key: string): { source: string; destination: string } {
  const [source, destination] = key.split(" ");
  return { source, destination };
}

function closed({ opened, firstPayload, seen, carried }: Open): Connection {
  const payload = seen.size();
  return { opened, firstPayload, payload, retransmitted: carried - payload };
}
