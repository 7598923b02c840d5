import type { LedgerLine } from "../../runfolder/ledger";
import type { Protocol } from "./connection";
import { protocolOf } from "./endpoints";

/**
 * Why a leg's bytes on record, in the capture and at the next hop are not the same:
 *
 * - `unseen`: arrived at the next hop, but the capture has not all of it
 * - `lost`: on record, but neither in the capture nor at the next hop: dropped before the capture point
 * - `cut`: in the capture in part, and not at the next hop: its connection broke off, or a fragment of its datagram was lost
 * - `dropped`: in the capture whole, and not at the next hop: dropped behind the capture point, or not passed on
 * - `unrecorded`: in the capture, or at the next hop, and not on the sender's record: an attempt that failed, a sender that ended
 *   before it wrote, or a stranger
 * - `repeated`: carried again, in a connection or datagram of its own
 */
export type RemainderKind = "unseen" | "lost" | "cut" | "dropped" | "unrecorded" | "repeated";

/** A part of a leg in which ledger, receiver and capture disagree, and why. */
export interface Remainder {
  /** The hop that sends. */
  readonly hop: number;
  /** Set of what a resolver that the hop asked passed on. */
  readonly passedOn?: true;
  readonly kind: RemainderKind;
  /** Messages concerned; of `unrecorded` those that the next hop has on record. */
  readonly messages: number;
  /** Bytes of the stolen file in them. */
  readonly payload: number;
  /** Bytes of transport payload: missing in the capture, or of `dropped`, `unrecorded` and `repeated` in it. */
  readonly encoded: number;
  /** Of `unrecorded`: connections or datagrams of which nothing is on record. */
  readonly carriers: number;
}

/** A remainder in words: one line. */
export function remainderText(
  { hop, passedOn, kind, messages, payload, encoded, carriers }: Remainder,
  lines: readonly LedgerLine[],
): string {
  const protocols = new Set(lines.filter((line) => line.hop === hop).map(protocolOf));
  const isAsked = lines.some((line) => line.hop === hop && line.transport === "dns");
  const carrier = [...protocols].map(carrierNames).join(" or ");
  const leg = `leg ${hop}${passedOn ? " behind the resolver" : ""}`;
  const what = `${leg}: ${messages} messages with ${payload} bytes of the file`;
  switch (kind) {
    case "unseen":
      return `${what} arrived, but ${encoded} bytes of them are not in the capture`;
    case "lost":
      return `${what} are neither in the capture nor at hop ${hop + 1}: dropped before the capture point`;
    case "cut":
      return `${what} are in the capture without ${encoded} of their bytes, and not at hop ${hop + 1}: ${isAsked ? "queries of them were lost" : protocols.has("tcp") ? `their ${carrier} broke off` : "fragments of them were lost"}`;
    case "dropped":
      return `${what} are in the capture, but not at hop ${hop + 1}: dropped behind the capture point, or not passed on`;
    case "unrecorded":
      return (
        `${leg}: ${carriers} ${carrier} with ${encoded} bytes in all not on record` +
        (messages > 0
          ? `, while hop ${hop + 1} has ${messages} messages with ${payload} bytes of the file: the sender ended before it wrote`
          : ": attempts that failed, or strangers")
      );
    case "repeated":
      return `${what} were carried again`;
  }
}

const carrierNames = (protocol: Protocol): string => ({ tcp: "connections", udp: "datagrams", icmp: "echo requests" })[protocol];
