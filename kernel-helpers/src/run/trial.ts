import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Capture, Lab, LabProcess } from "../lab/lab";
import {
  type Clock,
  type EventLog,
  type TrialRecord,
  captureFile,
  entitiesFile,
  ledgerFile,
  receivedFolder,
  trialFolder,
  writeWhole,
} from "../runfolder";
import { type EntityBook } from "./entitybook";
import { mergeLedgers, theftOf } from "./ledger";
import { loadEnd, loadStart } from "./patience";
import { type Plan, type TrialPlan, clientInstance } from "./plan";
import { pause, pauseUntil, within } from "./waiting";

export interface TrialRoom {
  readonly plan: Plan;
  readonly run: string;
  readonly lab: Lab;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly entities: EntityBook;
  /** Progress of the run at a share of this trial. */
  readonly progress: (share: number) => number;
}

/**
 * One trial: captures, users, agents, for as long as the experiment says. The application is ready before the capture
 * begins; the capture begins before the load and ends after it; the trial's time begins when the warm-up is over.
 *
 * @throws when an agent or the load fails, or when the signal aborts; captures are settled and all processes ended then, too
 */
export async function runTrial(room: TrialRoom, trial: TrialPlan, signal: AbortSignal): Promise<TrialRecord> {
  const { plan, run, lab, log, clock } = room;
  const { seconds, warmup } = plan.experiment.trials;
  const folder = trialFolder(run, trial.index);
  for (const inner of [join(folder, "capture"), join(folder, "load"), receivedFolder(folder)]) mkdirSync(inner, { recursive: true });
  const running: LabProcess[] = [];
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);

  const start = async (instanceName: string, process: TrialPlan["load"], stdout?: string) => {
    const instance = (await lab.instances()).find(({ name }) => name === instanceName);
    if (!instance) throw new Error(`the lab has no instance ${instanceName}`);
    const started = await lab.exec(instance, process, stdout ? { stdout } : {});
    running.push(started);
    return started;
  };

  const captures: Capture[] = [];
  let load: LabProcess | undefined;
  let begin: number | undefined;
  try {
    log.enter(
      "warmup",
      `trial ${trial.index}: capture, ${plan.experiment.load.users} users, ${warmup} s of warm-up`,
      room.progress(0),
      trial.index,
    );
    for (const network of (await lab.networks()).filter(({ name }) => trial.captures.includes(name))) {
      captures.push(await lab.capture(network, { file: captureFile(folder, network.name), snaplen: plan.experiment.capture.snaplen }));
    }
    load = await start(clientInstance, trial.load);
    void load.exited.then(({ code, signal: by }) =>
      failed.abort(new Error(`the load ended before the trial did (${by ?? `exit status ${code}`})`)),
    );
    begin = (await startOfLoad(join(folder, "load", "started.json"), either)) + warmup;
    for (const agent of trial.agents.filter(({ start }) => start < 0))
      watch(agent, await start(agent.instance, agent.process, ledgerOf(agent)));
    await pauseUntil(clock, begin, either);

    log.enter("trial", `trial ${trial.index}: ${seconds} s`, room.progress(0.1), trial.index);
    const later = trial.agents.filter(({ start }) => start >= 0).sort((a, b) => a.start - b.start);
    const ticks = setInterval(() => tick(clock() - begin!), 1000);
    try {
      for (const agent of later) {
        await pauseUntil(clock, begin + agent.start, either);
        watch(agent, await start(agent.instance, agent.process, ledgerOf(agent)));
        log.emit({ message: `${agent.instance}: begins to send` });
      }
      await pauseUntil(clock, begin + seconds, either);
    } finally {
      clearInterval(ticks);
    }
    return record(await settle());
  } catch (error) {
    if (begin !== undefined) await settle().catch(() => undefined);
    throw either.aborted ? either.reason : error;
  } finally {
    for (const capture of captures) await within(10, capture.stop()).catch(() => undefined);
    for (const process of running) await process.signal("SIGKILL").catch(() => undefined);
  }

  function tick(passed: number): void {
    log.emit({
      message: `trial ${trial.index}: ${Math.floor(passed)} of ${seconds} s`,
      progress: room.progress(0.1 + (0.85 * passed) / seconds),
    });
  }

  function ledgerOf(agent: { readonly instance: string; readonly process: { readonly name: string } }): string {
    return join(folder, "exfil", `${agent.instance}.${agent.process.name}.jsonl`);
  }

  /** An agent that ends with an error ends the trial. */
  function watch(agent: TrialPlan["agents"][number], process: LabProcess): void {
    void process.exited.then(({ code, signal: by }) => {
      if (code !== 0 && by === null)
        failed.abort(
          new Error(
            `the agent beside ${agent.instance} failed (exit status ${code}); see logs/${agent.instance}.${agent.process.name}.log`,
          ),
        );
    });
  }

  /** Ends the load, agents, then captures, and writes what the trial leaves behind. */
  async function settle(): Promise<number> {
    const end = Math.min(clock(), begin! + seconds);
    await load?.signal("SIGTERM").catch(() => undefined);
    await (load && within(loadEnd, load.exited));
    await Promise.all(running.map((process) => process.closeStdin().catch(() => undefined)));
    await within(5, Promise.all(running.map(({ exited }) => exited))).catch(() => undefined);
    const counts = await Promise.all(captures.map((capture) => capture.stop()));
    const dropped = counts.reduce((sum, count) => sum + count.dropped, 0);
    if (dropped > 0) log.emit({ level: "warning", message: `the capture lost ${dropped} packets; windows of this trial are not complete` });
    mergeLedgers(join(folder, "exfil"), ledgerFile(folder));
    writeWhole(entitiesFile(folder), room.entities.lines());
    return end;
  }

  function record(end: number): TrialRecord {
    const networks = plan.deployment.networks.map(({ name, subnet, outside }) => ({ name, subnet, outside }));
    return { index: trial.index, start: begin!, end, networks, theft: theftOf(folder, trial.agents) };
  }
}

/** The time at which Locust says that its users began. */
async function startOfLoad(file: string, signal: AbortSignal): Promise<number> {
  for (let waited = 0; waited < loadStart; waited += 0.05) {
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { time: number }).time;
    await pause(0.05, signal);
  }
  throw new Error(`Locust did not start within ${loadStart} s; see logs/${clientInstance}.load.log`);
}
