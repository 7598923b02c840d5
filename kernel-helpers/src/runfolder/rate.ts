/** The rates of one span of a theft, and whether the rate that was asked for was held. All in bytes/s, kB being 1000. */
export interface SpanRate {
  /** Numbers of the theft in the configuration, and of its span. */
  readonly theft: number;
  readonly span: number;
  /** DET's job ids of its senders: they tell its lines in the ledger. */
  readonly jobs: readonly string[];
  /** What was asked for, as the mean over the span. */
  readonly wanted: number;
  /** Unique bytes of the stolen file at the receiver ÷ (last − first arrival); null with fewer than two arrivals. */
  readonly rate: number | null;
  /** Seconds from the first arrival to the last. */
  readonly seconds: number;
  /** Whether every minute was within 5 % of what the schedule wanted, or within one chunk of each sender where that is more. */
  readonly held: boolean;
  /** The minute (all of a shorter span) that was furthest from its schedule: seconds from the first arrival, and bytes. */
  readonly worst: { readonly from: number; readonly to: number; readonly wanted: number; readonly received: number } | null;
  /** The slowest and the fastest minute; null for a span of less. */
  readonly spread: { readonly least: number; readonly greatest: number } | null;
  /** One for each hop of the path, the first from the originator. */
  readonly hops: readonly HopRate[];
}

/** Rates of what left a hop, by the ledgers of its agents: between its first message with data and its last. */
export interface HopRate {
  readonly hop: number;
  /** Bytes of the stolen file. */
  readonly payload: number | null;
  /** Bytes handed to the transport. */
  readonly transport: number | null;
  /** IP bytes of its packets in the theft's direction, and back, by the captures; null where these have none, missing until they are read. */
  readonly ip?: number | null;
  readonly back?: number | null;
}
