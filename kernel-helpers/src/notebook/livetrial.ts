import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { stateOf } from "../run/state";
import { type Time, type TrialBegun, type TrialRecord, liveRuns, readBegun, readRun, trialFolder, wallClock } from "../runfolder";

/** Milliseconds between two looks at a run. */
const pace = 200;

/** A trial that is going on or is over. */
export interface LiveTrial {
  readonly begun: TrialBegun;
  /** Its record, once it is over; read anew each time. */
  record(): TrialRecord | undefined;
}

/** Whether nothing will be written into a run any more. */
export function isOver(run: string): boolean {
  const record = readRun(run);
  return (
    stateOf(
      record,
      liveRuns().find(({ id }) => id === record.id),
    ) !== "running"
  );
}

/**
 * The trials of a run by the time of their beginning, each as soon as it begins; ends with the run.
 *
 * @param only the number of one trial
 */
export async function* trialsOf(run: string, signal: AbortSignal, only?: number): AsyncGenerator<LiveTrial> {
  const shown = new Set<number>();
  for (;;) {
    const over = isOver(run); // Before the look at the trials, so that none is missed.
    const [next] = begunTrials(run)
      .filter(({ index }) => !shown.has(index) && (only === undefined || index === only))
      .sort((a, b) => a.start - b.start);
    if (next) {
      shown.add(next.index);
      yield { begun: next, record: () => readRun(run).trials.find(({ index }) => index === next.index) };
      if (only !== undefined) return;
    } else if (over) return;
    else await pause(pace, undefined, { signal });
  }
}

function begunTrials(run: string): TrialBegun[] {
  const { trials } = readRun(run);
  const indices = readdirSync(run).flatMap((name) => (/^trial-\d+$/.test(name) ? [Number(name.slice(6))] : []));
  return indices.flatMap((index) => trials.find((trial) => trial.index === index) ?? readBegun(trialFolder(run, index)) ?? []);
}

/** Waits until something holds, or a time has come, or nothing of a run will be written any more. */
export async function untilSeen(run: string, seen: () => boolean, latest: Time, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (seen() || wallClock() >= latest || isOver(run)) return;
    await pause(pace, undefined, { signal });
  }
}
