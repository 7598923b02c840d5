import type { Time } from "./time";

/** The phases of a run, in the order in which they happen. */
export const phases = ["plan", "setup", "populate", "warmup", "trial", "teardown", "analysis"] as const;
export type Phase = (typeof phases)[number];

/** One line of `events.jsonl`: everyone who shows the progress of a run reads these. */
export interface Event {
  time: Time;
  phase: Phase;
  level: "info" | "warning" | "error";
  message: string;
  /** Share of the whole run that is done, 0 to 1; it never falls. */
  progress?: number;
  /** Number of the trial that the event belongs to. */
  trial?: number;
  /** A command that was run, as it was run. */
  exec?: string[];
  /** Process id of the coordinator and the time at which that process started (clock ticks since boot): in the first event only. */
  pid?: number;
  pidStart?: number;
}
