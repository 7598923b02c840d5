import type { ReadOptions } from "../pcap/read";
import type { Part } from "../pcap/source";
import type { EntityInterval } from "../runfolder/entity";
import type { LedgerLine } from "../runfolder/ledger";
import type { SpanRate } from "../runfolder/rate";
import type { Time } from "../runfolder/time";
import type { Listener } from "./ledger/endpoints";
import type { LabRange, Level } from "./node";
import type { Mark } from "./table";

/** A capture of one network. */
export interface CaptureFile {
  readonly file: string;
  /** Name of the network that it was taken on; its addresses are looked up there first. */
  readonly network?: string;
  /** When it ran; default: from its first to its last frame. */
  readonly from?: Time;
  readonly to?: Time;
  /** What of it is read, where somebody still writes it; default: all. */
  readonly part?: Part;
}

/** Whether a capture goes on where another ended: both are of one point, of which each packet counts. */
export const isSequel = ({ network }: CaptureFile, before: CaptureFile): boolean => network !== undefined && network === before.network;

export interface EdgeOptions extends Omit<ReadOptions, "part"> {
  /** Granularities in seconds; default 10. */
  readonly every?: number | readonly number[];
  /** What a node is; default `service` with entities, `ip` without. */
  readonly level?: Level;
  readonly entities?: readonly EntityInterval[];
  /** The lab's address ranges: unmapped addresses in them are `unknown`, all others `outside`. */
  readonly networks?: readonly LabRange[];
  /** Start of window 0, for a run the trial's start. Packets before it are counted, but not in the table. */
  readonly origin?: Time;
  /** End: packets at or after it are counted, but not in the table. */
  readonly until?: Time;
  /** Without an origin: windows at multiples of the coarsest granularity since the epoch (default), or from the first packet on. */
  readonly align?: "epoch" | "first";
  /** Spans to shade, in seconds from the origin. */
  readonly marks?: readonly Mark[];
  /**
   * Counts a packet once that several capture points saw, and tells in the counts how many copies were removed. Without it captures that
   * hold the same packets are refused. A point is a network (else the files of which each begins where another ended), with the interface
   * and the direction where the file tells them. At level `service` copies before and after the translation of a virtual IP are one packet.
   */
  readonly dedup?: boolean;
  /** What the thief's agents wrote down: gives each edge the thief's share, and the table labels. An empty one is a baseline's. */
  readonly ledger?: readonly LedgerLine[];
  /** Where the thief's agents listen; default: where the messages of the ledger went to. */
  readonly listeners?: readonly Listener[];
  /** With a ledger: the rates of its spans, to which those of IP are added from the packets (`parts.rates` of the table). */
  readonly rates?: readonly SpanRate[];
  /** What to do with multicast, broadcast and link-local addresses that are no entities; default: drop them, but keep them at `ip`. */
  readonly special?: "keep" | "drop";
}
