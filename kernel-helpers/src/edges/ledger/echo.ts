import type { Packet } from "../../pcap/packet";
import type { TransportHeader } from "../../pcap/transport";

const icmpHeader = 8;

/** What each message of DET's begins with, the job id and a separator; and characters of base64 that hold it. */
const head = /^[A-Za-z0-9]{7}\|!\|/;
const enough = 16;

/**
 * Whether an echo request, or the reply that has its data back, carries a message of DET's, as far as the snap length left it: others ping the same
 * addresses, and begin with the same sequence number.
 */
export function carriesMessage({ bytes, end }: Packet, { offset, length }: TransportHeader): boolean {
  const from = offset + icmpHeader;
  if (length < icmpHeader + enough) return false;
  if (from + enough > end) return true;
  return head.test(Buffer.from(bytes.toString("latin1", from, from + enough), "base64").toString("latin1"));
}
