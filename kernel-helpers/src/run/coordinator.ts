import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Lab, LabFailure, Problem } from "../lab/lab";
import {
  type Clock,
  type Event,
  type EventLog,
  type RunRecord,
  type TrialRecord,
  openEventLog,
  processStart,
  register,
  runId,
  unregister,
  wallClock,
  writeRun,
} from "../runfolder";
import { type EntityBook, openEntityBook } from "./entitybook";
import { type Plan, clientInstance } from "./plan";
import { machine, versions } from "./provenance";
import { runTrial } from "./trial";
import { pause, within } from "./waiting";

export interface RunOptions {
  /** Folder that run folders are made in. */
  readonly home: string;
  /** Aborting it stops the run; what it has so far is kept, what it started is removed. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly onEvent?: (event: Event) => void;
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
  const lab = makeLab({ run: folder, id, onExec: (exec) => log?.emit({ message: `runs ${exec[0]}`, exec }) });
  const problems = await lab.check();
  if (problems.length > 0) throw new LabUnavailable(problems);

  mkdirSync(folder, { recursive: true });
  log = openEventLog(folder, clock, options.onEvent);
  const self = { pid: process.pid, pidStart: processStart(process.pid) ?? 0 };
  register({ id, folder, ...self });
  let record: RunRecord = {
    schema: 1,
    id,
    name: experiment.name,
    status: "running",
    config: experiment,
    seed: experiment.seed,
    lab: experiment.lab,
    versions: versions(),
    host: machine(),
    offload: {},
    start: clock(),
    end: null,
    trials: [],
  };
  writeRun(folder, record);
  log.emit({ message: `run ${id}`, progress: 0, ...self });
  options.onFolder?.(folder);

  try {
    const trials = await inLab(plan, lab, { folder, log, clock, signal: options.signal }, (change) => {
      record = { ...record, ...change };
      writeRun(folder, record);
    });
    record = { ...record, status: "done", trials };
  } catch (error) {
    const stopped = options.signal.aborted;
    record = { ...record, status: stopped ? "stopped" : "failed", error: (error as Error).message };
    log.emit({ level: stopped ? "warning" : "error", message: stopped ? "stopped" : (error as Error).message });
  } finally {
    log.enter("teardown", "removing the lab");
    await lab.down();
  }
  record = { ...record, end: clock() };
  writeRun(folder, record);
  log.emit({ message: record.status, progress: record.status === "done" ? 1 : undefined });
  log.close();
  unregister(id);
  return { folder, record };
}

interface Surroundings {
  readonly folder: string;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function inLab(
  plan: Plan,
  lab: Lab,
  around: Surroundings,
  keep: (change: Partial<RunRecord>) => void,
): Promise<readonly TrialRecord[]> {
  const { log, clock } = around;
  const broken = new AbortController();
  const signal = AbortSignal.any([around.signal, broken.signal]);
  lab.onFailure((failure) => broken.abort(new Error(obituary(failure))));
  log.enter("setup", `${plan.deployment.instances.length} instances of ${plan.experiment.application.name}`, 0.02);
  await lab.up(plan.deployment, signal);
  keep({ offload: await lab.offload() });
  const entities: EntityBook = openEntityBook(lab);

  if (plan.populate) {
    log.enter("populate", "filling the application's databases", 0.1);
    await populate(plan, lab, around.folder, signal);
  }
  const trials: TrialRecord[] = [];
  const { count, cooldown } = plan.experiment.trials;
  for (const trial of plan.trials) {
    const progress = (share: number) => 0.15 + (0.8 * (trial.index + Math.min(1, share))) / count;
    trials.push(await runTrial({ plan, run: around.folder, lab, log, clock, entities, progress }, trial, signal));
    keep({ trials: [...trials] });
    if (trial.index < count - 1) await pause(cooldown, signal);
  }
  return trials;
}

async function populate(plan: Plan, lab: Lab, folder: string, signal: AbortSignal): Promise<void> {
  const client = (await lab.instances()).find(({ name }) => name === clientInstance);
  if (!client || !plan.populate) throw new Error(`the lab has no instance ${clientInstance}`);
  const process = await lab.exec(client, plan.populate);
  const stop = () => void process.signal("SIGKILL");
  signal.addEventListener("abort", stop);
  try {
    const exit = await within(120, process.exited);
    signal.throwIfAborted();
    const log = join(folder, "logs", `${clientInstance}.${plan.populate.name}.log`);
    if (exit.code !== 0)
      throw new Error(`the databases could not be filled (exit status ${exit.code})${existsSync(log) ? `; see ${log}` : ""}`);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

const obituary = ({ instance, process, exit, log }: LabFailure): string =>
  [`${instance}: ${process} ended by itself (${exit.signal ?? `exit status ${exit.code}`}); its last lines:`, ...log.slice(-5)].join(
    "\n  ",
  );
