import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BackupDone } from "../../app/cluster/backup";
import type { Lab } from "../../lab/lab";
import { lastLines } from "../../lab/local/processes";
import { type Clock, type TrialEvent, eventFile, readLines } from "../../runfolder";
import type { Cast } from "../cast";
import { aborted, pauseUntil } from "../waiting";
import { describeEvent } from "./describe";
import { type PlannedBackup, type PlannedEvent, type PlannedTurnover, isBackup, isTurnover } from "./planned";

/** Where the events of a trial happen. */
export interface Stage {
  readonly lab: Lab;
  readonly cast: Cast;
  /** The run folder, and the trial's. */
  readonly run: string;
  readonly folder: string;
  /** The time at which the trial begins. */
  readonly begin: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told each event as it begins. */
  readonly tell: (text: string) => void;
}

/**
 * Lets the events of a trial happen when it is their time. Instances come and go one at a time; all else happens beside. Guests come by
 * themselves: here it is only told that they do.
 *
 * @param into takes what happened, and when, as each event ends
 * @throws when an instance does not come up or a backup fails, once all others have ended; when the signal aborts
 */
export async function letHappen(stage: Stage, events: readonly PlannedEvent[], into: TrialEvent[]): Promise<void> {
  const trouble = new AbortController();
  const here = { ...stage, signal: AbortSignal.any([stage.signal, trouble.signal]) };
  const others = events.filter((event) => !isTurnover(event));
  const all = [turnOver(here, events.filter(isTurnover), into), ...others.map((event) => beside(here, event, into))];
  for (const each of all) each.catch((error: Error) => trouble.abort(error));
  await Promise.allSettled(all);
  here.signal.throwIfAborted();
}

/** The changes of all events, in the order of their times. */
async function turnOver({ lab, begin, clock, signal, tell }: Stage, events: readonly PlannedTurnover[], into: TrialEvent[]): Promise<void> {
  const changes = events.flatMap((event) => event.changes.map((change) => ({ event, change, due: event.at + change.after })));
  const began = new Map<PlannedTurnover, number>();
  for (const { event, change, due } of changes.sort((a, b) => a.due - b.due)) {
    await pauseUntil(clock, begin + due, signal);
    signal.throwIfAborted();
    if (!began.has(event)) {
      tell(describeEvent(event));
      began.set(event, clock());
    }
    await ("add" in change ? lab.add(change.add, signal) : lab.remove(change.remove));
    if (change === event.changes[event.changes.length - 1]) into.push(turnoverRecord(event, began.get(event)!, clock()));
  }
}

function turnoverRecord({ index, kind, service, changes }: PlannedTurnover, start: number, end: number): TrialEvent {
  const added = changes.flatMap((change) => ("add" in change ? [change.add.name] : []));
  const removed = changes.flatMap((change) => ("remove" in change ? [change.remove] : []));
  return { index, kind, service, benign: true, start, end, added, removed };
}

async function beside(stage: Stage, event: Exclude<PlannedEvent, PlannedTurnover>, into: TrialEvent[]): Promise<void> {
  const { begin, clock, signal, tell } = stage;
  await pauseUntil(clock, begin + event.at, signal);
  tell(describeEvent(event));
  if (isBackup(event)) into.push(await backUp(stage, event));
}

/** Sends a backup, and waits until the store has it. */
async function backUp({ cast, run, folder, signal }: Stage, event: PlannedBackup): Promise<TrialEvent> {
  const { index, kind, service, instance, to, process } = event;
  const name = `${instance}.${process.name}`;
  const told = eventFile(folder, name);
  mkdirSync(dirname(told), { recursive: true });
  const failure = ({ code, signal: killed }: { code: number | null; signal: string | null }): string | null => {
    if (code === 0) return null;
    const [why = killed ?? `exit status ${code}`] = lastLines(join(run, "logs", `${name}.log`), 1);
    return `the backup of ${instance} failed: ${why.replace(/^\S+Z /, "")}; see logs/${name}.log`;
  };
  const { exited } = await cast.start(instance, process, failure, { stdout: told });
  const exit = await Promise.race([exited, aborted(signal)]);
  const failed = failure(exit);
  if (failed !== null) throw new Error(failed);
  const [{ start, end, bytes }] = readLines<BackupDone>(told);
  return { index, kind, service, benign: true, start, end, added: [], removed: [], from: instance, to, bytes };
}
