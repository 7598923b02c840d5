import { addressText } from "../pcap/address";
import { packetTime, type Packet } from "../pcap/packet";
import { transportOf } from "../pcap/transport";
import type { Time } from "../runfolder/time";

/** A TCP segment, as its headers tell. */
export interface Segment {
  readonly time: Time;
  /** `address:port`, IPv6 in brackets: as the ledger writes it. */
  readonly source: string;
  readonly destination: string;
  /** Number of the first payload byte, modulo 2^32. A SYN takes the number of the byte before the first. */
  readonly sequence: number;
  readonly syn: boolean;
  /** Bytes of payload by the IP header's word: does not shrink with the snap length. */
  readonly payload: number;
}

const tcp = 6;

/**
 * The TCP segment of a packet; null for other protocols, later fragments, and headers that the snap length cut off.
 *
 * @param ports only segments to these destination ports are read; null for the others
 */
export function segmentTo(packet: Packet, ports: ReadonlySet<number>): Segment | null {
  const transport = transportOf(packet);
  if (!transport || transport.protocol !== tcp || transport.offset + 20 > packet.end) return null;
  const { bytes, source, destination, addressLength } = packet;
  const { offset, length } = transport;
  const port = bytes.readUInt16BE(offset + 2);
  if (!ports.has(port)) return null;
  const flags = bytes[offset + 13];
  const syn = (flags & 0x02) !== 0;
  return {
    time: packetTime(packet),
    source: endpoint(addressText(bytes, source, addressLength), bytes.readUInt16BE(offset)),
    destination: endpoint(addressText(bytes, destination, addressLength), port),
    sequence: (bytes.readUInt32BE(offset + 4) + (syn ? 1 : 0)) >>> 0,
    syn,
    payload: Math.max(0, length - (bytes[offset + 12] >> 4) * 4),
  };
}

/** `address:port`, IPv6 in brackets. */
export const endpoint = (address: string, port: number): string => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`);
