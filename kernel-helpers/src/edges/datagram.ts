import { addressText } from "../pcap/address";
import { packetTime, type Packet } from "../pcap/packet";
import { transportOf } from "../pcap/transport";
import type { Time } from "../runfolder/time";
import { endpoint } from "./segment";

/** A UDP datagram, as its headers tell. */
export interface Datagram {
  readonly time: Time;
  /** `address:port`, IPv6 in brackets: as the ledger writes it. */
  readonly source: string;
  readonly destination: string;
  /** Bytes of payload in this packet by the IP header's word: all of them unless the datagram went in fragments. */
  readonly payload: number;
}

const udp = 17;

/**
 * The UDP datagram of a packet; null for other protocols, later fragments, and headers that the snap length cut off.
 *
 * @param ports only datagrams to these destination ports are read; null for the others
 */
export function datagramTo(packet: Packet, ports: ReadonlySet<number>): Datagram | null {
  const transport = transportOf(packet);
  if (!transport || transport.protocol !== udp || transport.offset + 8 > packet.end) return null;
  const { bytes, source, destination, addressLength } = packet;
  const { offset, length } = transport;
  const port = bytes.readUInt16BE(offset + 2);
  if (!ports.has(port)) return null;
  return {
    time: packetTime(packet),
    source: endpoint(addressText(bytes, source, addressLength), bytes.readUInt16BE(offset)),
    destination: endpoint(addressText(bytes, destination, addressLength), port),
    payload: Math.max(0, Math.min(length, bytes.readUInt16BE(offset + 4)) - 8),
  };
}
