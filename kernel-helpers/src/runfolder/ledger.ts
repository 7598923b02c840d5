import type { Time } from "./time";

/** How stolen data can travel. */
export const transports = ["tcp", "udp", "http", "dns", "icmp"] as const;
export type Transport = (typeof transports)[number];

/**
 * One line of `exfil.jsonl`, written by an agent: the ground truth of what was stolen.
 *
 * Every agent writes one line a message. Whoever sends writes the leg that leaves it (`sent` by the originator at hop 0, `relayed`
 * by relays at hops 1, 2, …), so that leg h, from hop h to hop h + 1, has one line of hop h for each message, and that line names
 * the one connection or datagram that carried it. Over a connection that is kept, messages follow each other in the order of their
 * times. `failed` is a connection to a port of the application's on which nothing arrived: without bytes, it tells whose it is. Only the receiver at the last hop writes `received`: stolen is what it says.
 */
export interface LedgerLine {
  /** Sent, relayed: just before the bytes were handed to the connection. Received: when the last of them had been read. */
  time: Time;
  /** Name of the instance beside which the agent runs. */
  agent: string;
  /** 0 for the originator, counting towards outside. */
  hop: number;
  event: "sent" | "relayed" | "received" | "failed";
  transport: Transport;
  /** Set where it went to a port of the application's, over a connection that only the agent uses. */
  way?: "application";
  /** `address:port` of this end of the connection; ICMP has no ports, its sequence number stands there. */
  local: string;
  /** `address:port` of the other end. */
  remote: string;
  /** ICMP id, or the DNS id of the message's first query: its k-th query (k from 0) has id + k, modulo 65536. */
  id?: number;
  /** Over dns: number of queries that carried the message, all from the port `local`. A query that stayed without answer was asked again. */
  datagrams?: number;
  /** DET's job id, seven characters. */
  job: string;
  /** Index of the data message; -1 for the registration, the number of data messages for the last message. */
  index: number;
  /** Bytes of the (encrypted) file in this message. */
  payload: number;
  /**
   * Bytes handed to the transport: what the connection or datagram carries in the direction of the theft, without TCP, UDP or IP
   * headers. Over http that is the whole request, head and body; over dns the queries from their DNS header on, each once; over icmp
   * what follows the ICMP header.
   */
  encoded: number;
}

/**
 * One line of `withheld.jsonl`: a message that the sender of a sham trial made and did not send. The ledger of such a trial is empty, since
 * nothing was stolen.
 */
export interface WithheldLine extends Pick<LedgerLine, "time" | "agent" | "hop" | "transport" | "job" | "index" | "payload"> {
  readonly event: "withheld";
}
