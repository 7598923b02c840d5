import { addressText } from "../../pcap/address";
import { fragmentOf } from "../../pcap/fragment";
import { packetTime, type Packet } from "../../pcap/packet";
import type { LedgerLine } from "../../runfolder/ledger";
import { connections, type Connections, type OpenDatagram } from "./connection";
import { endsOf, portOf, protocolOf, type Listener } from "./endpoints";
import type { Place } from "./place";
import { tcpFields } from "./segment";
import { spotter } from "./spot";

/** A packet of the thief's, as far as the edge table is concerned. */
export interface Sighting {
  /** The flow: protocol and ends in the direction of the theft, as `flowOf` writes a ledger line's. */
  readonly flow: string;
  /** Whether it went in the direction of the theft. */
  readonly forward: boolean;
  /** Bytes of transport payload in that direction that were not seen before. */
  readonly app: number;
}

/** Looks at all packets of a trial's captures and keeps what the join needs of the thief's. */
export interface Witness {
  /** The packets of another capture point follow. */
  point(): void;
  /** @param place where the packet counts in the edge table @returns null when the packet is not the thief's */
  see(packet: Packet, place?: Place): Sighting | null;
  /** What each capture point saw. */
  points(): readonly Connections[];
}

/** Fragments without their first one that are kept, at most: that may come behind them. */
const mostWaiting = 1000;

/** Queries that are remembered, and seconds within which one that comes again is the same, asked again: agents wait 1.8 s in all. */
const mostAsked = 10_000;
const askedAgain = 3;

export function witness(ledger: readonly LedgerLine[], listeners: readonly Listener[]): Witness {
  const spot = spotter(ledger, listeners);
  const mayFragment = [...ledger, ...listeners].some((one) => protocolOf(one) !== "tcp");
  const points: Connections[] = [];
  let point = connections();
  let opened = new Map<string, Opened>();
  let waiting = new Map<string, { time: number; length: number }[]>();
  let asked = new Map<string, number>();

  /** A later piece of a datagram: it has no ports, only the number that all its pieces have. */
  function seeFragment(packet: Packet, place?: Place): Sighting | null {
    const fragment = fragmentOf(packet);
    if (!fragment || fragment.first) return null;
    const key = fragmentKey(packet, fragment.id, fragment.protocol);
    const known = opened.get(key);
    if (!known) {
      // Its first piece may come behind it: then it is added to the datagram, but counts in no window.
      if (waiting.size >= mostWaiting) waiting.delete(waiting.keys().next().value!);
      waiting.set(key, [...(waiting.get(key) ?? []), { time: packetTime(packet), length: fragment.length }]);
      return null;
    }
    known.datagram?.addFragment(packetTime(packet), fragment.length, place);
    return { flow: known.flow, forward: known.forward, app: known.datagram && !known.again ? fragment.length : 0 };
  }

  /** Whether a query of this flow and id was seen a moment ago: it is asked again then, and its bytes were handed over once. */
  function wasAsked(query: string, time: number): boolean {
    const before = asked.get(query);
    asked.delete(query);
    asked.set(query, time);
    if (asked.size > mostAsked) asked.delete(asked.keys().next().value!);
    return before !== undefined && time - before < askedAgain;
  }

  function remember(packet: Packet, known: Opened): void {
    const fragment = fragmentOf(packet);
    if (!fragment) return;
    const key = fragmentKey(packet, fragment.id, fragment.protocol);
    opened.set(key, known);
    for (const { time, length } of waiting.get(key) ?? []) known.datagram?.addFragment(time, length);
    waiting.delete(key);
  }

  return {
    point() {
      points.push((point = connections()));
      opened = new Map();
      waiting = new Map();
      asked = new Map();
    },
    see(packet, place) {
      const spotted = spot(packet);
      if (!spotted) return mayFragment ? seeFragment(packet, place) : null;
      const { protocol, source, destination, forward, header, id, sequence, name } = spotted;
      const time = packetTime(packet);
      const flow = flowName(spotted, sequence);
      if (protocol === "tcp") {
        const fields = forward ? tcpFields(packet, header) : null;
        return { flow, forward, app: fields ? point.add({ time, source, destination, place, ...fields }) : 0 };
      }
      const payload = Math.max(0, header.length - 8);
      const datagram = forward ? point.addDatagram({ time, protocol, source, destination, payload, id, name, place }) : null;
      const again = forward && protocol === "udp" && id !== undefined && wasAsked(`${flow} ${id}`, time);
      remember(packet, { flow, forward, datagram, again });
      return { flow, forward, app: forward && !again ? payload : 0 };
    },
    points: () => points,
  };
}

interface Opened {
  readonly flow: string;
  readonly forward: boolean;
  readonly datagram: OpenDatagram | null;
  /** A DNS query that was seen before. */
  readonly again: boolean;
}

const fragmentKey = ({ bytes, source, destination, addressLength }: Packet, id: number, protocol: number): string =>
  `${addressText(bytes, source, addressLength)} ${addressText(bytes, destination, addressLength)} ${protocol} ${id}`;

/** The flow that carried a ledger line's message, as sightings name it. */
export const flowOf = (line: LedgerLine): string => flowName(endsOf(line), portOf(line.remote));

/** Protocol and ends; of ICMP the sequence number, too, which is that of a theft. */
function flowName({ protocol, source, destination }: ReturnType<typeof endsOf>, sequence?: number): string {
  return `${protocol}${protocol === "icmp" ? ` ${sequence}` : ""} ${source} ${destination}`;
}
