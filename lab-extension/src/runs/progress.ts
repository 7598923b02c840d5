import type { TranslationBundle } from "@jupyterlab/translation";
import type { Event } from "munnin/dist/runfolder/event";

/** What the events of a run say about it. */
export interface RunProgress {
  readonly phase: string;
  readonly message: string;
  /** Of the whole run, 0 to 1. */
  readonly share: number;
  /** Seconds since the run began, by its own clock. */
  readonly elapsed: number;
  /** Seconds until it ends if it goes on like this; null while nothing can be said. */
  readonly left: number | null;
  readonly warnings: readonly string[];
  /** The last messages, commands left out. */
  readonly lines: readonly string[];
  readonly ended: boolean;
}

const lineCount = 6;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * @param events as they stand in the log; lines that another version or a crash has left strange are read as far as they go
 * @param silence seconds since the last of them came
 */
export function progressOf(events: readonly Event[], silence: number): RunProgress {
  const told = events.filter(({ exec }) => exec === undefined);
  const last = told.at(-1);
  const share = events.reduce((reached, { progress }) => (typeof progress === "number" ? Math.max(reached, progress) : reached), 0);
  const times = events.map(({ time }) => time).filter(Number.isFinite);
  const ended = last?.phase === "teardown" && ["done", "failed", "stopped"].includes(last.message);
  const elapsed = times.length === 0 ? 0 : Math.max(0, times[times.length - 1] - times[0] + (ended ? 0 : silence));
  return {
    phase: text(last?.phase),
    message: text(last?.message),
    share: Math.min(1, share),
    elapsed,
    left: ended ? null : leftOf(events, silence),
    warnings: told.filter(({ level }) => level === "warning" || level === "error").map(({ message }) => text(message)),
    lines: told.slice(-lineCount).map(({ phase, message }) => titled(text(phase), text(message))),
    ended,
  };
}

/** A message with its phase, unless it begins with that: "trial 3: 4 of 60 s", but "setup: 9 instances". */
export const titled = (phase: string, message: string): string =>
  phase === "" || message.startsWith(phase) ? message : `${phase}: ${message}`;

/** Seconds since the first trial began after which its pace says something. */
const beginning = 2;

/** By the pace since the first trial began: before that the lab was set up, which has nothing to do with how long trials are. */
function leftOf(events: readonly Event[], silence: number): number | null {
  const shares = events.filter(({ progress }) => typeof progress === "number");
  const first = shares.find(({ phase }) => phase === "trial");
  const last = shares.at(-1);
  if (!first || !last || last.time - first.time < beginning) return null;
  const [from, to] = [first.progress!, last.progress!];
  return to > from ? Math.max(0, ((1 - to) * (last.time - first.time)) / (to - from) - silence) : null;
}

/** Seconds for people: 8 s, 2 min 5 s, 3 h 20 min. */
export function duration(seconds: number, trans: TranslationBundle): string {
  const whole = Math.round(seconds);
  if (whole < 60) return trans.__("%1 s", whole);
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? trans.__("%1 min %2 s", minutes, whole % 60) : trans.__("%1 h %2 min", Math.floor(minutes / 60), minutes % 60);
}
