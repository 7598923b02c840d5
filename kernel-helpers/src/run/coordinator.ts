import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { applicationOf, lackingPackages } from "../app";
import type { Lab, Problem } from "../lab/lab";
import {
  type Clock,
  type Event,
  type EventLog,
  type RunRecord,
  bootId,
  openEventLog,
  processStart,
  register,
  runId,
  unregister,
  wallClock,
  writeRun,
} from "../runfolder";
import { runInLab } from "./inlab";
import type { Plan } from "./plan";
import { machine, versionsOf } from "./provenance";

export interface RunOptions {
  /** Folder that run folders are made in. */
  readonly home: string;
  /** Aborting it stops the run; what it has so far is kept, what it started is removed. */
  readonly signal: AbortSignal;
  /** Aborting it besides ends the lab at once: captures are not settled, users not awaited. */
  readonly hurry?: AbortSignal;
  readonly clock?: Clock;
  readonly onEvent?: (event: Event) => void;
  /**
   * Looks at a run that is done and down, and adds to its record: also that it failed, when it is not to be believed. The coordinator makes runs and
   * reads none, so whoever starts it brings this.
   */
  readonly examine?: (folder: string, record: RunRecord) => Promise<Partial<RunRecord>>;
  /** Writes the report of a run that has ended, however it did; like `examine`, it reads what the coordinator made. */
  readonly report?: (folder: string) => Promise<unknown>;
  /** Told the run folder as soon as it exists. */
  readonly onFolder?: (folder: string) => void;
}

/** Makes the lab of a run. */
export type LabMaker = (given: { readonly run: string; readonly id: string; readonly onExec: (command: string[]) => void }) => Lab;

/** The machine cannot run this lab; nothing was started. */
export class LabUnavailable extends Error {
  override readonly name = "LabUnavailable";
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ what, remedy }) => `${what}; ${remedy}`).join("\n"));
  }
}

/**
 * Executes a plan: sets the lab up, fills the application, runs the trials, and takes everything down again.
 *
 * @returns the run folder and its record, whose status is `done`, `failed` (with the reason in `error`) or `stopped`
 * @throws LabUnavailable before anything is started
 */
export async function executeRun(plan: Plan, makeLab: LabMaker, options: RunOptions): Promise<{ folder: string; record: RunRecord }> {
  const clock = options.clock ?? wallClock;
  const { experiment } = plan;
  const id = runId(experiment.name, clock(), randomBytes(2).toString("hex"));
  const folder = join(options.home, id);
  let log: EventLog | undefined;
  const broken = new AbortController();
  const lab = makeLab({ run: folder, id, onExec: (exec) => log?.emit({ message: `runs ${exec[0]}`, exec }) });
  const problems = [...lackingPackages(applicationOf(experiment)), ...(await lab.check(plan.deployment))];
  if (problems.length > 0) throw new LabUnavailable(problems);

  const versions = await versionsOf(plan, folder);
  mkdirSync(folder, { recursive: true });
  log = openEventLog(folder, clock, {
    onEvent: options.onEvent,
    // Without a log, nobody knows of the rest: it is not worth being run.
    onLost: ({ message }) => broken.abort(new Error(`the run folder cannot be written: ${message}`)),
  });
  const self = { pid: process.pid, pidStart: processStart(process.pid) ?? 0 };
  register({ id, folder, ...self, boot: bootId() });
  let record: RunRecord = {
    schema: 1,
    id,
    name: experiment.name,
    status: "running",
    config: experiment,
    seed: experiment.seed,
    lab: experiment.lab.kind,
    versions,
    host: machine(),
    offload: {},
    start: clock(),
    end: null,
    trials: [],
  };
  writeRun(folder, record);
  log.emit({ message: `run ${id}`, progress: 0, ...self });
  options.onFolder?.(folder);

  options.hurry?.addEventListener("abort", () => void lab.down(), { once: true });
  try {
    await runInLab(plan, lab, { folder, log, clock, signal: options.signal, broken: broken.signal }, (change) => {
      record = { ...record, ...change };
      writeRun(folder, record);
    });
    record = { ...record, status: "done" };
  } catch (error) {
    const stopped = options.signal.aborted;
    const { message } = (broken.signal.aborted ? broken.signal.reason : error) as Error;
    record = { ...record, status: stopped ? "stopped" : "failed", error: message };
    log.emit({ level: stopped ? "warning" : "error", message: stopped ? "stopped" : message });
  } finally {
    log.enter("teardown", "removing the lab");
    await lab.down();
  }
  if (record.status === "done" && options.examine) {
    log.enter("analysis", "joining ledger and capture");
    try {
      record = { ...record, ...(await options.examine(folder, record)) };
      if (record.status !== "done") log.emit({ level: "error", message: record.error ?? record.status });
    } catch (error) {
      log.emit({ level: "warning", message: `the run could not be examined: ${(error as Error).message}` });
    }
  }
  record = { ...record, end: clock() };
  try {
    writeRun(folder, record);
  } catch (error) {
    throw new Error(`${folder} cannot be written: ${(error as Error).message}; when it can, munnin clean ${id} brings it into order`);
  }
  try {
    if (!options.hurry?.aborted) await options.report?.(folder);
  } catch (error) {
    log.emit({ level: "warning", message: `the report could not be written: ${(error as Error).message}` });
  }
  log.emit({ message: record.status, progress: record.status === "done" ? 1 : undefined });
  log.close();
  unregister(id);
  return { folder, record };
}
