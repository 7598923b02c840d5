import { closeSync, openSync, writeSync } from "node:fs";
import type { Event, Phase } from "./event";
import { eventsFile } from "./layout";
import type { Clock } from "./time";

/** Appends events to `events.jsonl`, each as one whole line; progress never falls. */
export interface EventLog {
  emit(event: Omit<Event, "time" | "phase" | "level"> & Partial<Pick<Event, "phase" | "level">>): void;
  /** The phase of the events that follow. */
  enter(phase: Phase, message: string, progress?: number, trial?: number): void;
  close(): void;
}

export function openEventLog(run: string, clock: Clock, listener: (event: Event) => void = () => {}): EventLog {
  const handle = openSync(eventsFile(run), "a");
  let phase: Phase = "plan";
  let trial: number | undefined;
  let reached = 0;
  let open = true;
  const emit: EventLog["emit"] = (given) => {
    if (!open) return;
    if (given.progress !== undefined) reached = Math.max(reached, Math.min(1, given.progress));
    const event: Event = {
      time: clock(),
      phase,
      level: "info",
      ...given,
      ...(given.progress === undefined ? {} : { progress: reached }),
      ...(trial === undefined || given.trial !== undefined ? {} : { trial }),
    };
    writeSync(handle, JSON.stringify(event) + "\n");
    listener(event);
  };
  return {
    emit,
    enter(next, message, progress, number) {
      phase = next;
      trial = number;
      emit({ message, ...(progress === undefined ? {} : { progress }) });
    },
    close() {
      if (open) closeSync(handle);
      open = false;
    },
  };
}
