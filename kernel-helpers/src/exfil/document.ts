import type { Transport } from "../runfolder/ledger";
import type { ChunkSize } from "./det/chunk";
import type { Schedule } from "./schedule";

/** The one JSON document that an agent reads from its standard input. It holds all that the agent will ever do. */
export type AgentDocument = SenderDocument | RelayDocument | ReceiverDocument;

interface AgentBase {
  /** Name of the instance beside which the agent runs; stands in every ledger line. */
  readonly agent: string;
  /** 0 for the originator, counting towards outside. */
  readonly hop: number;
  readonly transport: Transport;
  /** Seconds after which the agent ends, whatever happens. */
  readonly timeToLive: number;
  /** Address ranges (CIDR) inside which every destination must lie; checked again at connect time. */
  readonly allowed: readonly string[];
  /** Over http: through the application's own ports and kept connections, instead of DET's own port and a connection for each message. */
  readonly way?: "application";
  /** Over dns: the domain below which the names lie, the same on the whole path. Default `example.com`. */
  readonly domain?: string;
}

/** The domain of an agent's DNS names: one that is reserved for examples (RFC 2606), unless told otherwise. */
export const domainOf = ({ domain = "example.com" }: Pick<AgentBase, "domain">): string => domain;

/** How http carries messages: in forms, in cookies, or each in one of them by the toss of a coin, as DET does. */
export type HttpMethod = "POST" | "GET" | "either";

/** Addresses of the next hop; each message goes to one of them, drawn from the agent's own random stream. */
export interface Target {
  readonly addresses: readonly string[];
  readonly port: number;
}

export interface SenderDocument extends AgentBase {
  readonly role: "sender";
  readonly target: Target;
  /** Over http. Default: `either`. */
  readonly method?: HttpMethod;
  readonly seed: number;
  /** DET's pass phrase. */
  readonly passphrase: string;
  readonly compression: boolean;
  /** Bytes of the encrypted file per second, the schedule's mean, held at the receiver where the coordinator tells what has come. */
  readonly bytesPerSecond: number;
  readonly chunk: ChunkSize;
  /** Makes each message when it is time and withholds it: no socket is opened. The ledger has `withheld` instead of `sent`. Default: it sends. */
  readonly sham?: boolean;
  /** How messages lie in time; default: steady, on time. */
  readonly schedule?: Schedule;
  /** Synthetic data, made from the seed; never a path. */
  readonly data: { readonly kind: "records" | "text" | "random"; readonly bytes: number };
  /** Name under which the file is registered. */
  readonly fileName: string;
}

export interface RelayDocument extends AgentBase {
  readonly role: "relay";
  /** Socket in the file system at which the service that listens at `listen` hands messages over; none: the agent listens itself. */
  readonly handover?: string;
  readonly listen: { readonly address: string; readonly port: number };
  readonly target: Target;
  /** Over http. Default: `either`. */
  readonly method?: HttpMethod;
  readonly seed: number;
}

export interface ReceiverDocument extends AgentBase {
  readonly role: "receiver";
  readonly listen: { readonly address: string; readonly port: number };
  readonly passphrase: string;
  readonly compression: boolean;
  /** Folder into which recovered files are written, whole. */
  readonly into: string;
}
