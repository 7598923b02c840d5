import type { Time } from "../runfolder/time";
import type { LinkLayer } from "./link/layer";

/**
 * One IP packet as it stands in the reader's buffer, outermost IP header only.
 *
 * The reader has one such object and one buffer and uses both again for the next packet: a sink that keeps something copies it.
 * All offsets count from the start of `bytes`.
 */
export interface Packet {
  /** Time stamp: whole seconds since the epoch, and nanoseconds within that second (0 to 999999999). Together they are no JS number. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly bytes: Buffer;
  /** The captured part of the frame, link header included, is [start, end). */
  readonly start: number;
  readonly end: number;
  /** Original length of the frame on the wire. */
  readonly wireLength: number;
  /** Offset of the IP header. At least its 20 (IPv4) or 40 (IPv6) fixed bytes are captured. */
  readonly ip: number;
  readonly version: 4 | 6;
  /** Length of the IP datagram as its header says: IPv4 total length, IPv6 40 + payload length; 0 (segmentation offload): the frame less its link header. */
  readonly ipLength: number;
  /** Offsets of the addresses, `addressLength` bytes each (4 or 16). */
  readonly source: number;
  readonly destination: number;
  readonly addressLength: 4 | 16;
  readonly layer: LinkLayer;
  /** Interface and direction as the file format tells them; `capturePoint` knows the link layer's word too. */
  readonly point: number;
}

/** Called for each IP packet in file order. It must not keep the packet or its buffer. */
export type PacketSink = (packet: Packet) => void;

/** The packet's time as seconds since the epoch with microseconds. Good for people and ledgers; windows use the integers. */
export function packetTime(packet: Packet): Time {
  return packet.seconds + Math.floor(packet.nanoseconds / 1000) / 1e6;
}
