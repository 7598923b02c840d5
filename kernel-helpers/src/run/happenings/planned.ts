import type { InstanceSpec, ProcessSpec } from "../../lab/deployment";
import type { Guests } from "../../load";

/** An event of a trial, worked out. */
export type PlannedEvent = PlannedTurnover | PlannedBackup | PlannedVisit;

interface Timed {
  /** Number in the configuration's `events`. */
  readonly index: number;
  /** Seconds from the start of the trial. */
  readonly at: number;
  /** The service that it happens to; of guests the one that they talk to. */
  readonly service: string;
}

/** Instances come and go. */
export interface PlannedTurnover extends Timed {
  readonly kind: "replace" | "stop" | "start" | "scale";
  /** In order. */
  readonly changes: readonly Change[];
}

/** One at a time: an instance comes, or one goes, so many seconds after the event's beginning at the earliest. */
export type Change = { readonly after: number } & ({ readonly add: InstanceSpec } | { readonly remove: string });

/** An instance sends a copy of data to a store outside. */
export interface PlannedBackup extends Timed {
  readonly kind: "backup";
  readonly instance: string;
  /** The instance outside that takes it. */
  readonly to: string;
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly process: ProcessSpec;
}

/** There are more users, of whom Locust takes care. */
export interface PlannedVisit extends Timed {
  readonly kind: Guests["kind"];
  readonly guests: Guests;
}

export const isTurnover = (event: PlannedEvent): event is PlannedTurnover => "changes" in event;
export const isBackup = (event: PlannedEvent): event is PlannedBackup => event.kind === "backup";
export const isVisit = (event: PlannedEvent): event is PlannedVisit => "guests" in event;
