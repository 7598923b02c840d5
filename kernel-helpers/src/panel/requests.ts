import type { Time } from "../runfolder/time";

/** The MIME type of an answer to the panel. */
export const panelMime = "application/vnd.munnin.panel+json";

/** An experiment to start from. */
export interface Template {
  readonly name: string;
  readonly config: object;
}

/** A configuration as a form shows it: with what it extends, nothing filled in. */
export interface OpenedExperiment {
  readonly config: object;
  /** What became of the keys of a predecessor's configuration, in sentences. */
  readonly notes: readonly string[];
}

/** A value that is wrong: the key (`load.users`), and what would be right. */
export interface Mistake {
  readonly path: string;
  readonly message: string;
}

/** Either all that is wrong with an experiment, or what it would do, in the lines of `munnin plan`. */
export interface Checked {
  readonly errors: readonly Mistake[];
  readonly plan: readonly string[];
}

/** `died`: its coordinator was killed, and what it left behind is not cleaned up. `unreadable`: `problem` says why. */
export type RunState = "running" | "done" | "failed" | "stopped" | "died" | "unreadable";

/** A run as a list shows it. */
export interface RunEntry {
  readonly id: string;
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** Relative to the working folder of whoever answers, with `/`; null for a run elsewhere. */
  readonly path: string | null;
  /** What `openRun` takes: the id, where runs go to is where it lies. */
  readonly reference: string;
  readonly state: RunState;
  /** Why it failed, or cannot be read. */
  readonly problem: string | null;
  readonly start: Time | null;
  readonly end: Time | null;
  /** Warnings and errors among the events of a run that has ended. */
  readonly warnings: readonly string[];
  /** Whether something of it may be left on the machine. */
  readonly live: boolean;
  /** A clean-up that is under way, or what it came to. */
  readonly cleaning: "under way" | readonly string[] | null;
}

/** Figures that are being drawn, or why they could not be. */
export type Drawing = "under way" | { readonly problem: string | null };

/** New text of an event log, whole lines only, and where it ends in bytes. */
export interface NewEvents {
  readonly text: string;
  readonly position: number;
}

/** What the panel can ask; each is answered in the order of the questions, and none takes long. */
export interface PanelRequests {
  /** The JSON Schema of an experiment. */
  schema(): object;
  templates(): readonly Template[];
  /** @param path relative to the working folder */
  open(path: string): OpenedExperiment;
  check(config: object): Checked;
  /** Starts a run, which lives on its own. */
  start(config: object): { readonly id: string };
  runs(): readonly RunEntry[];
  events(folder: string, position: number): NewEvents;
  /** Asks a run to end and to clean up. */
  stop(id: string): null;
  /** Begins to remove what a run left behind; `runs` tells what comes of it. */
  clean(id: string): null;
  remove(id: string): null;
  /** Begins to draw the figures of a run, by its folder, as `munnin plot` does; `drawing` tells when they are there. */
  draw(folder: string): null;
  drawing(folder: string): Drawing | null;
}

/** A question as it travels. */
export interface PanelRequest {
  readonly method: keyof PanelRequests;
  readonly args: readonly unknown[];
}
