import type { Time } from "./time";

/** How stolen data can travel. */
export const transports = ["tcp", "udp", "http", "dns", "icmp"] as const;
export type Transport = (typeof transports)[number];

/** One line of `exfil.jsonl`, written by an agent: the ground truth of what was stolen. */
export interface LedgerLine {
  time: Time;
  /** Name of the instance beside which the agent runs. */
  agent: string;
  /** 0 for the originator, counting towards outside. */
  hop: number;
  event: "sent" | "relayed" | "received";
  transport: Transport;
  /** `address:port` of this end of the connection. */
  local: string;
  /** `address:port` of the other end. */
  remote: string;
  /** DNS or ICMP id. */
  id?: number;
  /** DET's job id, seven characters. */
  job: string;
  /** Index of the data message; -1 for the registration, the number of data messages for the last message. */
  index: number;
  /** Bytes of the (encrypted) file in this message. */
  payload: number;
  /** Bytes handed to the transport: what the connection carries, without TCP or IP headers. */
  encoded: number;
}
