import type { ReadingCounts } from "../pcap/counts";
import type { SpanRate } from "../runfolder/rate";
import type { Time } from "../runfolder/time";
import type { ExfilShare } from "./exfil";
import type { WindowGraph } from "./graph";
import type { Instant } from "./instant";
import type { LedgerJoin } from "./ledger/join";
import type { Theft } from "./ledger/thefts";
import type { Level, Node, NodeKind, SpecialKind } from "./node";
import type { Slice } from "./slice";

/** The kind of the marks that are made of a ledger. */
export const theftKind: string = "exfiltration";

/** A span of time that figures shade and labels are made of; seconds from the table's origin. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  /** Set where the span is of something else than a theft: its windows are no less a baseline than others. */
  readonly benign?: true;
}

/** When an entity existed, by its name at the table's level; seconds from the origin. */
export interface Presence {
  readonly name: string;
  /** What it is, and its service where the name does not tell. */
  readonly kind?: NodeKind;
  readonly service?: string;
  readonly from: number;
  readonly to: number;
}

/** What the reading of captures saw, and what of it is not in the table. */
export interface EdgeCounts extends ReadingCounts {
  /** Packets to or from addresses that are no entities, where the graph is one of entities. */
  readonly dropped: Partial<Record<SpecialKind, { packets: number; bytes: number }>>;
  /** Packets before the origin, and at or after the end, that were asked for. */
  readonly outsideSpan: { readonly before: number; readonly after: number };
  /**
   * Copies of packets that other capture points saw too: what `dedup` removed; and without it, how many were found in one file among the
   * packets that were looked at, which are not enough to refuse the file and count several times.
   */
  readonly copies: { readonly packets: number; readonly bytes: number; readonly repeated: number };
}

export interface EdgeTableParts {
  readonly level: Level;
  readonly origin: Instant;
  /** Sorted by name. */
  readonly nodes: readonly Node[];
  /** Node numbers of the ends of each edge; edges are sorted by source and destination. */
  readonly sources: Uint32Array;
  readonly destinations: Uint32Array;
  /** By granularity, finest first. */
  readonly slices: readonly Slice[];
  readonly presences: readonly Presence[];
  readonly marks: readonly Mark[];
  readonly counts: EdgeCounts;
  /** The thefts on record; with them the slices have the thief's share. None: there is no ledger. */
  readonly thefts?: readonly Theft[];
  /** The ledger joined to the packets, where the captures were read for this table. */
  readonly join?: LedgerJoin;
  /** The rates of the ledger's spans with those of IP, where they were asked for. */
  readonly rates?: readonly SpanRate[];
}

/** One window of an edge table: its graph, and when it is. */
export interface WindowView extends WindowGraph {
  readonly window: number;
  /** Seconds since the epoch. */
  readonly start: Time;
  readonly coverage: number;
}

/** One row as people read it. The thief's share is there when the table has a ledger. */
export interface EdgeRow extends Partial<ExfilShare> {
  readonly granularity: number;
  readonly window: number;
  readonly start: Time;
  readonly source: string;
  readonly destination: string;
  readonly frames: number;
  readonly bytes: number;
  readonly wireBytes: number;
}
