import { addressText } from "../../pcap/address";
import { fragmentOf } from "../../pcap/fragment";
import { packetTime, type Packet } from "../../pcap/packet";
import type { LedgerLine } from "../../runfolder/ledger";
import { connections, type Connections, type OpenDatagram } from "./connection";
import { protocolOf, type Listener } from "./endpoints";
import type { Place } from "./place";
import { tcpFields } from "./segment";
import { spotter } from "./spot";

/** A packet of the thief's, as far as the edge table is concerned. */
export interface Sighting {
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

export function witness(ledger: readonly LedgerLine[], listeners: readonly Listener[]): Witness {
  const spot = spotter(ledger, listeners);
  const mayFragment = [...ledger, ...listeners].some((one) => protocolOf(one) !== "tcp");
  const points: Connections[] = [];
  let point = connections();
  let opened = new Map<string, Opened>();
  let waiting = new Map<string, { time: number; length: number }[]>();

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
    return { forward: known.forward, app: known.datagram ? fragment.length : 0 };
  }

  function remember(packet: Packet, forward: boolean, datagram: OpenDatagram | null): void {
    const fragment = fragmentOf(packet);
    if (!fragment) return;
    const key = fragmentKey(packet, fragment.id, fragment.protocol);
    opened.set(key, { forward, datagram });
    for (const { time, length } of waiting.get(key) ?? []) datagram?.addFragment(time, length);
    waiting.delete(key);
  }

  return {
    point() {
      points.push((point = connections()));
      opened = new Map();
      waiting = new Map();
    },
    see(packet, place) {
      const spotted = spot(packet);
      if (!spotted) return mayFragment ? seeFragment(packet, place) : null;
      const { protocol, source, destination, forward, header, id } = spotted;
      const time = packetTime(packet);
      if (protocol === "tcp") {
        const fields = forward ? tcpFields(packet, header) : null;
        return { forward, app: fields ? point.add({ time, source, destination, place, ...fields }) : 0 };
      }
      const payload = Math.max(0, header.length - 8);
      const datagram = forward ? point.addDatagram({ time, protocol, source, destination, payload, id, place }) : null;
      remember(packet, forward, datagram);
      return { forward, app: forward ? payload : 0 };
    },
    points: () => points,
  };
}

interface Opened {
  readonly forward: boolean;
  readonly datagram: OpenDatagram | null;
}

const fragmentKey = ({ bytes, source, destination, addressLength }: Packet, id: number, protocol: number): string =>
  `${addressText(bytes, source, addressLength)} ${addressText(bytes, destination, addressLength)} ${protocol} ${id}`;
