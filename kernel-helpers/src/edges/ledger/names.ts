import type { Packet } from "../../pcap/packet";
import type { TransportHeader } from "../../pcap/transport";

/** UDP's header and DNS's, which a question's name follows. */
const headers = 8 + 12;
/** Bytes of a name that are looked at: the job id, and more of the stolen file than two names have in common. */
const enough = 128;
const jobLength = 7;

/**
 * The name that a DNS query or its answer asks for, as far as the snap length left it: its first 128 bytes, with the length of each label
 * before it, in lower case, because some resolvers mix cases. undefined when not even DET's job id is there.
 */
export function askedName({ bytes, end }: Packet, { offset }: TransportHeader): string | undefined {
  const from = offset + headers;
  const to = Math.min(end, from + enough);
  if (to - from <= jobLength) return undefined;
  const name = bytes.toString("latin1", from, to).toLowerCase();
  const root = name.indexOf("\0");
  return root < 0 ? name : name.slice(0, root);
}

/** The job id with which a name of DET's begins, in lower case. */
export const jobOf = (name: string): string => name.slice(1, 1 + jobLength);
