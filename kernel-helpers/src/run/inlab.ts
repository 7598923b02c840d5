import type { Lab, LabFailure } from "../lab/lab";
import type { Clock, EventLog, RunRecord, TrialRecord } from "../runfolder";
import { openAudit } from "./audit";
import { castOf } from "./cast";
import { databasesOf } from "./databases";
import { openEntityBook } from "./entitybook";
import { install, missing } from "./install";
import { populateEnd } from "./patience";
import { type Plan, type TrialPlan, clientInstance, planTrial } from "./plan";
import { runTrial } from "./trial";
import { aborted, pause, within } from "./waiting";

export interface Surroundings {
  readonly folder: string;
  readonly log: EventLog;
  readonly clock: Clock;
  /** Aborted when somebody stops the run. */
  readonly signal: AbortSignal;
  /** Aborted, with the reason, when the run is not worth to go on. */
  readonly broken: AbortSignal;
}

/**
 * Brings the lab up, fills the application, and runs the trials. The lab is the caller's to take down.
 *
 * @param keep told what belongs into `run.json`, as it becomes known
 * @throws when something of the lab ends by itself, a trial fails, or the signal aborts
 */
export async function runInLab(
  plan: Plan,
  lab: Lab,
  { folder, log, clock, signal: stop, broken: lost }: Surroundings,
  keep: (change: Partial<RunRecord>) => void,
): Promise<void> {
  const broken = new AbortController();
  const signal = AbortSignal.any([stop, lost, broken.signal]);
  lab.onFailure((failure) => broken.abort(new Error(obituary(failure))));
  for (const installation of missing(plan.installations, folder)) {
    log.enter("setup", `making ${installation.name}, once on this machine: about ${installation.seconds} s`, 0.01);
    await install(installation, { run: folder, signal, onExec: (exec) => log.emit({ message: `runs ${exec[0]}`, exec }) });
  }
  log.enter("setup", `${plan.deployment.instances.length} instances of ${plan.experiment.application.name}`, 0.02);
  await lab.up(plan.deployment, signal);
  keep({ offload: await lab.offload() });
  const entities = openEntityBook(lab);
  const audit = openAudit(folder, clock);

  if (plan.populate) {
    log.enter("populate", "filling the application's databases", 0.1);
    await populate(plan.populate, lab, signal);
  }
  const trials: TrialRecord[] = [];
  const { cooldown, repeatFailed, restore } = plan.experiment.trials;
  const databases = databasesOf(lab, { log, clock, wanted: restore && plan.trials.length + repeatFailed > 1 });
  await databases.keep();
  let next = plan.trials.length;
  for (const planned of plan.trials) {
    const progress = (share: number) => 0.15 + (0.8 * (planned.index + Math.min(1, share))) / plan.trials.length;
    const keepTrial = (record: TrialRecord) => {
      trials.push(record);
      keep({ trials: [...trials] });
    };
    const room = { plan, run: folder, lab, log, clock, entities, audit, progress, stop, keep: keepTrial };
    let trial: TrialPlan = planned;
    for (let left = repeatFailed; ; left--) {
      try {
        await databases.restore();
        await runTrial(room, trial, signal);
        break;
      } catch (error) {
        // A lab that broke, or a run that somebody stopped, has no more trials.
        if (signal.aborted || left === 0) throw error;
        const message = `trial ${trial.index} failed and is repeated as trial ${next}: ${(error as Error).message}`;
        log.emit({ level: "warning", message, trial: trial.index });
        await pause(cooldown, signal);
        trial = { ...planTrial(plan, { ...planned, index: next++ }), repeats: trial.index };
      }
    }
    if (planned.index < plan.trials.length - 1) await pause(cooldown, signal);
  }
}

async function populate(process: NonNullable<Plan["populate"]>, lab: Lab, stop: AbortSignal): Promise<void> {
  const cast = castOf(lab);
  const signal = AbortSignal.any([stop, cast.failed]);
  const log = `logs/${clientInstance}.${process.name}.log`;
  const failure = ({ code }: { code: number | null }) =>
    code === 0 ? null : `the databases could not be filled (exit status ${code}); see ${log}`;
  try {
    const { exited } = await cast.start(clientInstance, process, failure);
    const { code } = await Promise.race([within(populateEnd, exited), aborted(signal)]);
    if (code !== 0) throw new Error(failure({ code })!);
  } finally {
    await cast.kill();
  }
}

const obituary = ({ instance, process, exit, log }: LabFailure): string => {
  const first = `${instance}: ${process} ended by itself (${exit.signal ?? `exit status ${exit.code}`}); its last lines:`;
  return [first, ...log.slice(-5)].join("\n  ");
};
