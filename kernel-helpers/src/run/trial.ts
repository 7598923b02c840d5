import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { longestWarmup, warmupInWords } from "../config";
import type { Lab, LabProcess } from "../lab/lab";
import {
  type Clock,
  type EventLog,
  type ResourceSample,
  type TrialEvent,
  type TrialRecord,
  entitiesFile,
  readRequests,
  receivedFolder,
  resourcesFile,
  trialFolder,
} from "../runfolder";
import type { Audit } from "./audit";
import { pass, startAgent } from "./agents";
import { castOf } from "./cast";
import { endLoad } from "./endload";
import type { EntityBook } from "./entitybook";
import { type Stage, letHappen } from "./happenings/happen";
import { restoreInstances } from "./happenings/restore";
import { visitRecords } from "./happenings/visits";
import { auditTrial, keepTrial, tellBegun, trialRecord } from "./keep";
import { grace, loadEnd, loadStart } from "./patience";
import { type Plan, type TrialPlan, clientInstance } from "./plan";
import { recorderOf } from "./recorder";
import { recordResources } from "./resources";
import { trialProblem } from "./verdict";
import { type Warmup, said, warmUp } from "./warmup";
import { pauseUntil, within } from "./waiting";

export interface TrialRoom {
  readonly plan: Plan;
  readonly run: string;
  readonly lab: Lab;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly entities: EntityBook;
  readonly audit: Audit;
  /** Progress of the run at a share of this trial. */
  readonly progress: (share: number) => number;
  /** Aborted when somebody stops the run: what ends then has not failed. */
  readonly stop: AbortSignal;
  /** Takes the record of a trial whose time began, however it ended. */
  readonly keep: (record: TrialRecord) => void;
}

/**
 * One trial: captures, users, agents, for as long as the experiment says. The application is ready before the capture
 * begins; the capture begins before the load and ends after it; the trial's time begins when the warm-up is over.
 *
 * @throws when an agent or the load fails, or when the signal aborts; captures are settled and all processes ended then, too
 */
export async function runTrial(room: TrialRoom, trial: TrialPlan, end: AbortSignal): Promise<void> {
  const { plan, lab, log, clock } = room;
  const { seconds, stationary } = plan.experiment.trials;
  const { users } = plan.experiment.load;
  const folder = trialFolder(room.run, trial.index);
  for (const inner of [join(folder, "capture"), join(folder, "load"), receivedFolder(folder)]) mkdirSync(inner, { recursive: true });
  const cast = castOf(lab);
  const signal = AbortSignal.any([end, cast.failed]);
  const recorder = recorderOf(lab, plan.experiment.capture, loadStart + longestWarmup(plan.experiment.trials) + seconds + loadEnd + grace);
  let load: LabProcess | undefined;
  let warmed: Warmup | undefined;
  let samples: ResourceSample[] | null = [];
  let problem: string | null = null;
  const events: TrialEvent[] = [];
  const trouble = new AbortController();
  let happened: Promise<void> = Promise.resolve();
  let endResources = async (): Promise<void> => {};
  const closeEntities = room.entities.keepIn(entitiesFile(folder));

  /** Ends the load, the agents, and then the captures, and keeps what there is. Returns why the trial is not to be believed; null: it is. */
  const settle = async (
    { begin: start, loaded, stationarity }: Warmup,
    ended: Pick<TrialRecord, "status" | "error">,
  ): Promise<string | null> => {
    const end = Math.min(clock(), start + seconds);
    const loadHung = load ? await endLoad(load) : null;
    const loadEnded = clock();
    await endResources();
    await cast.dismiss();
    const { counts, span: captures, problem: unrecorded } = await recorder.stop();
    closeEntities();
    keepTrial(room, folder, counts);
    const requests = readRequests(folder)?.filter(({ time }) => time >= start && time < end) ?? null;
    const happenings = [...events, ...visitRecords(plan.events, requests ?? [])].sort((a, b) => a.start - b.start || a.index - b.index);
    const problem = ended.status === "done" ? (unrecorded ?? loadHung ?? trialProblem(plan.experiment, counts, requests)) : null;
    const observed = { captures, load: { from: loaded, to: loadEnded } };
    const known = { ...(stationarity && { stationarity }), ...(plan.events.length > 0 && { events: happenings }) };
    const verdict = problem === null ? ended : { status: "failed" as const, error: problem };
    if (end > start) room.keep(trialRecord(room, trial, { ...verdict, start, end, observed, ...known }));
    auditTrial(room, trial);
    return problem;
  };

  try {
    log.enter(
      "warmup",
      `trial ${trial.index}, ${trial.kind}: capture, ${users} users, ${warmupInWords(plan.experiment.trials)} of warm-up`,
      room.progress(0),
      trial.index,
    );
    await recorder.start(trial, folder);
    endResources = recordResources(lab, resourcesFile(folder), clock, (sample) => samples?.push(sample));
    load = await cast.start(
      clientInstance,
      trial.load,
      (end) => `the load ended before the trial did (${end.signal ?? `exit status ${end.code}`})`,
    );
    const listeners = trial.agents.filter(({ start }) => start < 0);
    warmed = await warmUp(room, trial.index, folder, samples, signal, async () => {
      for (const agent of listeners) await startAgent(room, trial.index, cast, folder, agent);
    });
    samples = null;
    const { begin, stationarity } = warmed;
    tellBegun(room, trial, begin);
    await pauseUntil(clock, begin, signal);
    if (stationarity && !stationarity.reached && stationary.required) throw new Error(said(stationarity, stationary.tolerance));

    log.enter("trial", `trial ${trial.index}, ${trial.kind}: ${seconds} s`, room.progress(0.1), trial.index);
    const both = AbortSignal.any([signal, trouble.signal]);
    happened = happen(room, trial, { begin, cast, folder, signal: both }, events).catch((error: Error) => trouble.abort(error));
    await pass(room, trial, begin, cast, folder, both);
    await happened;
    trouble.signal.throwIfAborted();
    problem = await settle(warmed, { status: "done" });
  } catch (error) {
    const reason = (signal.aborted ? signal.reason : error) as Error;
    const ended = room.stop.aborted ? ({ status: "stopped" } as const) : ({ status: "failed", error: reason.message } as const);
    if (warmed) await settle(warmed, ended).catch(() => undefined);
    throw reason;
  } finally {
    await endResources();
    await within(10, recorder.stop()).catch(() => undefined);
    await cast.kill();
    trouble.abort();
    await happened;
    // The next trial, a repetition of this one perhaps, begins with the same instances.
    if (plan.events.length > 0 && !end.aborted) await restoreInstances(lab, plan.deployment, end);
  }
  // Not in the block above: the load has been ended by now, and its end would be taken for the reason.
  if (problem !== null) throw new Error(`trial ${trial.index}: ${problem}`);
}

/** The events of a trial's time; what has begun when it is over comes to its end. */
const happen = (
  { plan, run, lab, log, clock }: TrialRoom,
  { index: trial }: TrialPlan,
  here: Pick<Stage, "begin" | "cast" | "folder" | "signal">,
  into: TrialEvent[],
) => letHappen({ ...here, lab, run, clock, tell: (message) => log.emit({ message, trial }) }, plan.events, into);
