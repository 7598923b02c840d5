import type { Transport } from "../../runfolder/ledger";
import type { Clock, Time } from "../../runfolder/time";
import type { Random } from "../../runfolder/random";
import type { AgentDocument, HttpMethod } from "../document";
import { keptSender, listenBeside } from "./application-way";
import type { Endpoint } from "./endpoint";
import { dnsSender } from "./dns-send";
import { sendHttp } from "./http-send";
import { icmpSender } from "./icmp-send";
import { sendTcp } from "./tcp-send";
import { listenTcp } from "./tcp-listen";
import { sendUdp } from "./udp-send";
import { listenUdp } from "./udp-listen";

/** What the ledger needs to know of one message on one connection, or in one datagram. */
export interface Delivery {
  /** Sending: just before the bytes were handed to the connection. Receiving: when the last of them was read. */
  readonly time: Time;
  /** `address:port` of this end and of the other. */
  readonly local: string;
  readonly remote: string;
  /** Bytes in the direction of the theft: the hexadecimal digits, the whole request, the DNS queries, or the payload of the echo request. */
  readonly encoded: number;
  /** DNS id of the first query, or ICMP id. */
  readonly id?: number;
  /** Over dns: queries that carried the message. */
  readonly datagrams?: number;
}

export interface SendOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Asked with the address that was given, and with the one that the connection really has, before the first byte. */
  readonly permits: (address: string) => boolean;
  /** Below which DNS names lie; only dns uses it. */
  readonly domain: string;
  /** How http carries a message; only http uses it. */
  readonly method: HttpMethod;
}

export interface ListenOptions {
  readonly clock: Clock;
  /** Called for each message. A connection stays open until it is done, which holds the sender back; datagrams hold nobody back. */
  readonly take: (message: Buffer, delivery: Delivery) => Promise<void>;
  /** Below which DNS names lie; only dns uses it. */
  readonly domain: string;
  /** Told of what was no message. */
  readonly garbage: (from: string, why: string) => void;
}

/** Settles when the other side has taken the message as far as the transport tells; rejects otherwise. */
export type Send = (message: Buffer, to: Endpoint, options: SendOptions) => Promise<Delivery>;

/** How one transport carries a message. A new one needs its pair of functions here, nothing else of the agent changes. */
export interface Wire {
  /** Messages that may be under way to the next hop at once. Over udp none is waited for; over dns one job's pieces must not mix. */
  readonly atOnce: number;
  /** A sender keeps what it learns of the other side between messages. */
  sender(): Send;
  /** Settles when messages can come. Rejects when the port is in use, or the address is not ours. */
  listen(at: Endpoint, options: ListenOptions): Promise<void>;
}

/** The wire of each transport, as DET has it. What only listeners need is loaded when one listens: an agent is small. */
const wires: Readonly<Record<Transport, Wire>> = {
  tcp: { atOnce: 4, sender: () => sendTcp, listen: listenTcp },
  udp: { atOnce: 1, sender: () => sendUdp, listen: listenUdp },
  http: { atOnce: 4, sender: () => sendHttp, listen: async (...at) => (await import("./http-listen")).listenHttp(...at) },
  dns: { atOnce: 1, sender: dnsSender, listen: async (...at) => (await import("./dns-listen")).listenDns(...at) },
  icmp: { atOnce: 4, sender: () => icmpSender(true), listen: async (...at) => (await import("./icmp-listen")).listenIcmp(...at) },
};

/** The wire of an agent: its transport's, or the application's way. */
export function wireOf(document: AgentDocument): Wire {
  if (document.way === undefined) return wires[document.transport];
  const handover = document.role === "relay" ? document.handover : undefined;
  return {
    atOnce: wires.http.atOnce,
    sender: keptSender,
    listen: async (at, options) =>
      handover !== undefined
        ? listenBeside(handover, options)
        : (await import("./http-listen")).listenHttp(at, options, { keepAlive: true }),
  };
}
