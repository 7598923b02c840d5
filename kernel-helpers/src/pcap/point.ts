import { cooked, cooked2 } from "./link/cooked";
import type { Packet } from "./packet";

const toOthers = 4; // PACKET_OUTGOING: "sent by us".

/**
 * Where in its file a packet was captured, as one number: the interface and the direction, as pcapng or Linux cooked headers tell them.
 * Version 1 of those has no interface, only how the packet came; plain pcap has neither, and the answer is 0.
 */
export function capturePoint({ layer, bytes, start, point }: Packet): number {
  if (layer === cooked2) return (point * 2 ** 32 + bytes.readUInt32BE(start + 4)) * 2 + (bytes[start + 10] === toOthers ? 1 : 0);
  if (layer === cooked) return (point + 1) * 2 ** 16 + bytes.readUInt16BE(start);
  return point;
}

/** Whether packets of that kind may come from several points of one file. */
export const hasPoints = ({ layer, point }: Packet): boolean => point > 0 || layer === cooked2 || layer === cooked;
