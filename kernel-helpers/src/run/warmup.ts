import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { longestWarmup, waitsForStationary } from "../config";
import { type ResourceSample, type Stationarity, type Time, writeWhole } from "../runfolder";
import { loadStart } from "./patience";
import { clientInstance } from "./plan";
import { differenceOfHalves } from "./stationary";
import type { TrialRoom } from "./trial";
import { pause } from "./waiting";

/** Seconds between the word that a trial begins and its begin: Locust looks for that word ten times a second. */
const notice = 0.5;
/** Seconds between two looks at the rates. */
const look = 0.5;

/** How the warm-up went. */
export interface Warmup {
  /** When the first users began. */
  readonly loaded: Time;
  /** When the trial's time begins: a little later than now, or as much as the warm-up has left. */
  readonly begin: Time;
  /** None where nobody waits for stationary rates. */
  readonly stationarity?: Stationarity;
}

/**
 * Waits until it is known when the trial begins: `trials.warmup` seconds after the load, or, where rates are to be stationary, as soon after
 * that as they are, and `trials.stationary.atMost` seconds later at the latest. Locust is told then.
 *
 * @param samples what the lab has used so far; grows meanwhile
 * @param ready called once the load has begun
 * @throws when the load does not begin in time, or when the signal aborts
 */
export async function warmUp(
  { plan, clock, log }: Pick<TrialRoom, "plan" | "clock" | "log">,
  trial: number,
  folder: string,
  samples: readonly ResourceSample[],
  signal: AbortSignal,
  ready: () => Promise<void>,
): Promise<Warmup> {
  const { trials } = plan.experiment;
  const { over: span, tolerance } = trials.stationary;
  const loaded = await startOfLoad(join(folder, "load", "started.json"), signal);
  await ready();
  if (!waitsForStationary(trials.stationary)) return { loaded, begin: loaded + trials.warmup };

  const least = loaded + trials.warmup;
  const latest = loaded + longestWarmup(trials);
  let difference: number | null = null;
  for (;;) {
    const last = samples.at(-1)?.time ?? 0;
    difference = differenceOfHalves(samples, Math.max(loaded, last - span), last);
    const whole = last - span >= loaded;
    const reached = whole && difference !== null && difference <= tolerance;
    const soonest = clock() + notice;
    const late = soonest + look >= latest;
    if (late || (reached && soonest + look >= least)) {
      const begin = reached ? Math.max(soonest, least) : latest;
      writeWhole(join(folder, "load", "begin.json"), JSON.stringify({ time: begin }));
      const stationarity = { warmup: begin - loaded, difference: whole ? difference : null, reached };
      log.emit({ level: reached ? "info" : "warning", message: `trial ${trial}: ${said(stationarity, tolerance)}`, trial });
      return { loaded, begin, stationarity };
    }
    await pause(look, signal);
  }
}

/** How stationary rates were, in a line. */
export function said({ warmup, difference, reached }: Stationarity, tolerance: number): string {
  const after = `after ${warmup.toFixed(1)} s of warm-up`;
  const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
  if (reached) return `rates are stationary ${after}: they differ by ${percent(difference!)}`;
  const why = difference === null ? "there was no traffic to compare" : `they differ by ${percent(difference)}`;
  return `rates are not stationary ${after}: ${why}, trials.stationary.tolerance is ${percent(tolerance)}`;
}

/** The time at which Locust says that its users began. */
async function startOfLoad(file: string, signal: AbortSignal): Promise<Time> {
  for (let waited = 0; waited < loadStart; waited += 0.05) {
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { time: number }).time;
    await pause(0.05, signal);
  }
  throw new Error(`Locust did not start within ${loadStart} s; see logs/${clientInstance}.load.log`);
}
