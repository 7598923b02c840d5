import type { Time } from "../runfolder/time";
import { ranges, type Ranges } from "./ranges";
import type { Segment } from "./segment";

/** One direction of one TCP connection, as captured. */
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
  /** Each pair of end points, with its connections in the order in which they opened. */
  pairs(): { source: string; destination: string; connections: Connection[] }[];
}

export function connections(): Connections {
  const all = new Map<string, Open[]>();

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
    pairs: () =>
      [...all].map(([key, opened]) => {
        const [source, destination] = key.split(" ");
        return { source, destination, connections: opened.map(closed) };
      }),
  };
}

function closed({ opened, firstPayload, seen, carried }: Open): Connection {
  const payload = seen.size();
  return { opened, firstPayload, payload, retransmitted: carried - payload };
}
