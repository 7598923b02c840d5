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

export interface EventLogOptions {
  readonly onEvent?: (event: Event) => void;
  /** Told the first time that an event could not be written: the disk is full, or was taken away. */
  readonly onLost?: (error: Error) => void;
}

export function openEventLog(run: string, clock: Clock, { onEvent, onLost }: EventLogOptions = {}): EventLog {
  const handle = openSync(eventsFile(run), "a");
  let phase: Phase = "plan";
  let trial: number | undefined;
  let reached = 0;
  let open = true;
  let lost = false;
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
    try {
      writeSync(handle, JSON.stringify(event) + "\n");
    } catch (error) {
      if (!lost) onLost?.(error as Error);
      lost = true;
    }
    onEvent?.(event);
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
