import { z } from "zod";
import { seconds } from "./kinds";

/** `trials.stationary`. */
export const stationary = z
  .strictObject({
    atMost: seconds
      .default(30)
      .describe("How much longer than trials.warmup the warm-up may last until rates are stationary, seconds; 0: nobody waits for that")
      .meta({ examples: [120] }),
    over: z
      .number()
      .min(4)
      .max(3600)
      .default(10)
      .describe("Time whose two halves are compared, seconds")
      .meta({ examples: [30] }),
    tolerance: z
      .number()
      .min(0.001)
      .max(1)
      .default(0.25)
      .describe("Share of all bytes by which the rates in the two halves may differ")
      .meta({ examples: [0.1] }),
    required: z.boolean().default(false).describe("Whether a trial whose rates are not stationary by then has failed"),
  })
  .default({ atMost: 30, over: 10, tolerance: 0.25, required: false })
  .describe("When the warm-up is over: the load goes on until the rates of all instances at all networks are stationary");

/** Whether trials wait until rates are stationary; where not, the warm-up lasts `warmup` seconds. */
export const waitsForStationary = ({ atMost }: z.output<typeof stationary>): boolean => atMost > 0;

/** The keys that say how long the warm-up lasts; a run of a version that knew no `stationary` has none. */
interface WarmupKeys {
  readonly warmup: number;
  readonly stationary?: { readonly atMost: number };
}

/** Seconds that the warm-up lasts at the longest. */
export const longestWarmup = ({ warmup, stationary }: WarmupKeys): number => warmup + (stationary?.atMost ?? 0);

/** How long the warm-up lasts in words: "5 s", or "5 to 35 s" where rates are to be stationary. */
export const warmupInWords = (trials: WarmupKeys): string =>
  longestWarmup(trials) > trials.warmup ? `${trials.warmup} to ${longestWarmup(trials)} s` : `${trials.warmup} s`;
