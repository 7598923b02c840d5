import type { Packet } from "../../pcap/packet";
import type { TransportHeader } from "../../pcap/transport";
import type { Time } from "../../runfolder/time";
import type { Place } from "./place";

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
  readonly place?: Place;
}

/** Sequence number, SYN and payload of a TCP header; null when the snap length cut it off. */
export function tcpFields(
  { bytes, end }: Packet,
  { offset, length }: TransportHeader,
): Pick<Segment, "sequence" | "syn" | "payload"> | null {
  if (offset + 20 > end) return null;
  const syn = (bytes[offset + 13] & 0x02) !== 0;
  return {
    sequence: (bytes.readUInt32BE(offset + 4) + (syn ? 1 : 0)) >>> 0,
    syn,
    payload: Math.max(0, length - (bytes[offset + 12] >> 4) * 4),
  };
}

/** `address:port`, IPv6 in brackets. */
export const endpoint = (address: string, port: number): string => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`);
