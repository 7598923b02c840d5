import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { InputError } from "../config/error";
import type { ExperimentInput } from "../config/experiment";
import type { Event } from "../runfolder";
import { cellSignal, currentCell } from "./cell";
import { type StartedCoordinator, startCoordinator } from "./coordinator";
import { followEvents } from "./follow";
import { type Progress, progress } from "./progress";
import { type Run, openRun } from "./run";

export interface RunExperimentOptions {
  /** Values that replace those of the configuration: `{ "trials.seconds": 30 }`. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Aborting it stops the run at once. An interrupt of the cell stops it as well, without any signal. */
  readonly signal?: AbortSignal;
}

/** A run that did not come to its end; what it has is in its folder. */
export class RunFailed extends Error {
  override readonly name: string = "RunFailed";
  constructor(
    message: string,
    /** The run folder; null when there was none yet. */
    readonly folder: string | null,
  ) {
    super(message);
  }
}

/** A run that somebody stopped; what it started is removed. */
export class RunStopped extends RunFailed {
  override readonly name = "RunStopped";
}

/** Milliseconds without a shutdown request after which an interrupt means "stop the run": a restart interrupts the kernel first. */
const PATIENCE = 1000;

/**
 * Runs an experiment and waits for its end, with a line of progress that has its name: `set: { name: "baseline" }` tells runs of one
 * file apart.
 *
 * The run is a process of its own: restarting the kernel or closing the notebook leaves it running (`openRun()` opens it later);
 * interrupting the cell stops it, and waits until everything that it started is removed.
 *
 * @param config path of a configuration (`experiments/quickstart.json`), or the configuration itself
 * @throws InputError when the configuration is wrong: nothing was started
 * @throws RunFailed with the last events when the run fails, RunStopped when it was stopped
 */
export function runExperiment(config: string | ExperimentInput, options: RunExperimentOptions = {}): Promise<Run> {
  const running = execute(config, options);
  const cell = currentCell();
  return cell ? cell.hold(running) : running;
}

/**
 * Starts an experiment, and does not wait for its end: what it returns can be watched by `run.live()` and `plotLive(run)`, and ended by
 * `run.stop()`. Interrupting a cell does not touch it.
 *
 * @throws InputError when the configuration is wrong: nothing was started
 * @throws RunFailed when there is no run folder, because the machine cannot run the lab
 */
export async function startExperiment(config: string | ExperimentInput, { set }: Pick<RunExperimentOptions, "set"> = {}): Promise<Run> {
  const coordinator = startCoordinator(config, set);
  const folder = await coordinator.folder;
  if (folder !== null) return openRun(folder);
  const status = await coordinator.exited;
  throw failure({ status, folder, last: [], complaints: coordinator.complaints(), stopped: false });
}

async function execute(config: string | ExperimentInput, { set, signal }: RunExperimentOptions): Promise<Run> {
  signal?.throwIfAborted();
  const interrupt = cellSignal();
  const line = progress(nameOf(config, set));
  line.update(0, "starting");
  const coordinator = startCoordinator(config, set);
  const stopping = stopOnAbort(coordinator, interrupt, signal);
  try {
    const folder = await coordinator.folder;
    const last = folder === null ? [] : await show(followEvents(folder, coordinator.hasExited), line);
    const status = await coordinator.exited;
    if (status === 0 && folder !== null) {
      line.end("done");
      return openRun(folder);
    }
    throw failure({ status, folder, last, complaints: coordinator.complaints(), stopped: stopping.asked() });
  } catch (error) {
    line.end(error instanceof RunStopped ? "stopped" : error instanceof InputError ? "refused" : "failed", "failed");
    throw error;
  } finally {
    stopping.end();
  }
}

/** What the run is called, as far as that is known before the configuration is read. */
function nameOf(config: string | ExperimentInput, set: RunExperimentOptions["set"]): string {
  return String(set?.name ?? (typeof config === "string" ? basename(config).replace(/\.json$/, "") : config.name));
}

/** Stops the run when a signal is aborted: at once for the caller's own, and for the cell's when this process is still there a second later. */
function stopOnAbort(coordinator: StartedCoordinator, interrupt: AbortSignal, signal?: AbortSignal) {
  let asked = false;
  const stop = () => {
    asked = true;
    coordinator.interrupt();
  };
  const stopLater = () => void pause(PATIENCE).then(stop);
  if (interrupt.aborted) stopLater();
  interrupt.addEventListener("abort", stopLater);
  signal?.addEventListener("abort", stop);
  return {
    asked: () => asked,
    end() {
      interrupt.removeEventListener("abort", stopLater);
      signal?.removeEventListener("abort", stop);
    },
  };
}

/** Shows events as they come, and returns the last ones. */
async function show(events: AsyncIterable<Event>, line: Progress): Promise<Event[]> {
  const last: Event[] = [];
  let share = 0;
  for await (const event of events) {
    share = event.progress ?? share;
    if (event.exec) continue; // Commands are for the log.
    if (event.level === "warning") console.warn(`warning: ${event.message}`);
    line.update(share, event.message);
    last.push(event);
    if (last.length > 6) last.shift();
  }
  return last;
}

interface End {
  readonly status: number;
  readonly folder: string | null;
  readonly last: readonly Event[];
  readonly complaints: string;
  readonly stopped: boolean;
}

function failure({ status, folder, last, complaints, stopped }: End): Error {
  const reason = complaints.trim().replace(/^munnin: /gm, "");
  if (stopped || last.some(({ message }) => message === "stopped"))
    return new RunStopped(`stopped${folder === null ? "" : `: ${basename(folder)} keeps what it has`}`, folder);
  if (status === 2) return new InputError(reason);
  const events = last.map(({ phase, message }) => `  ${phase.padEnd(9)} ${message}`);
  const where = folder === null ? [] : ["its last events:", ...events, `run folder: ${folder}`];
  return new RunFailed([reason || `the coordinator ended with exit status ${status}`, ...where].join("\n"), folder);
}
