import type { Transport } from "../../runfolder/ledger";
import type { Clock, Time } from "../../runfolder/time";
import type { Random } from "../../runfolder/random";
import type { Endpoint } from "./endpoint";
import { sendHttp } from "./http-send";
import { listenHttp } from "./http-listen";
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
  /** Bytes on the connection in the direction of the theft: the hexadecimal digits, or the whole request. */
  readonly encoded: number;
}

export interface SendOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Asked with the address that was given, and with the one that the connection really has, before the first byte. */
  readonly permits: (address: string) => boolean;
}

export interface ListenOptions {
  readonly clock: Clock;
  /** Called for each message. A connection stays open until it is done, which holds the sender back; datagrams hold nobody back. */
  readonly take: (message: Buffer, delivery: Delivery) => Promise<void>;
  /** Told of what was no message. */
  readonly garbage: (from: string, why: string) => void;
}

/**
 * How one transport carries a message. A new one needs its pair of functions here, nothing else of the agent changes.
 *
 * `send` settles when the other side has taken the message as far as the transport tells; it rejects otherwise.
 */
export interface Wire {
  send(message: Buffer, to: Endpoint, options: SendOptions): Promise<Delivery>;
  listen(at: Endpoint, options: ListenOptions): Promise<void>;
}

const wires: Partial<Record<Transport, Wire>> = {
  tcp: { send: sendTcp, listen: listenTcp },
  udp: { send: sendUdp, listen: listenUdp },
  http: { send: sendHttp, listen: listenHttp },
};

/** The transports that are built. */
export const builtTransports = Object.keys(wires) as Transport[];

/** The wire of a transport. @throws Error when it is not built */
export function wireOf(transport: Transport): Wire {
  const wire = wires[transport];
  if (!wire) throw new Error(`transport ${transport} is planned, not built`);
  return wire;
}
