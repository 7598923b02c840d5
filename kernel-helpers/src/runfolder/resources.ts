import { readLines } from "./files";
import { resourcesFile } from "./layout";
import type { Time } from "./time";

/** What the lab uses of the machine at one moment. CPU in seconds of one core since the process began (the machine: since it booted), memory in bytes. */
export interface Usage {
  /** The whole machine, with all that runs beside the lab. */
  readonly machine: { readonly cpu: number; readonly memory: number };
  /** Every process beside an instance, with its descendants; pages that several of them share are counted for each. */
  readonly processes: readonly {
    readonly instance: string;
    readonly process: string;
    readonly cpu: number;
    readonly memory: number;
    /** It is none of the application's own: the users, an agent. */
    readonly beside: boolean;
  }[];
  /** Bytes of frames that each instance has sent to and received from a network since the lab came up. */
  readonly traffic: readonly { readonly instance: string; readonly network: string; readonly sent: number; readonly received: number }[];
}

/** A line of `resources.jsonl`: what was used by then. */
export interface ResourceSample extends Usage {
  readonly time: Time;
}

/** What was used during a trial, warm-up and cool-down included, a sample a second; none in runs of versions that did not record it. */
export const readResources = (trial: string): ResourceSample[] => readLines<ResourceSample>(resourcesFile(trial));
