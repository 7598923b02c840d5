import { join } from "node:path";
import { jobOf } from "../exfil/agent/sender";
import type { PlannedAgent } from "../exfil/planned";
import type { Exit, LabProcess } from "../lab/lab";
import { lastLines } from "../lab/local/processes";
import type { Cast } from "./cast";
import { startFeedback } from "./feedback";
import type { TrialPlan } from "./plan";
import type { TrialRoom } from "./trial";
import { pauseUntil } from "./waiting";

/** The trial's own time: senders begin when it is their turn. */
export async function pass(
  room: TrialRoom,
  trial: TrialPlan,
  begin: number,
  cast: Cast,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const { log, clock } = room;
  const { seconds } = room.plan.experiment.trials;
  const tick = () => {
    const passed = clock() - begin;
    const progress = room.progress(0.1 + (0.85 * passed) / seconds);
    log.emit({ message: `trial ${trial.index}: ${Math.floor(passed)} of ${seconds} s`, progress });
  };
  const ticks = setInterval(tick, 1000);
  const receivers = trial.agents.filter(({ document }) => document.role === "receiver");
  const feedback = startFeedback(receivers.map((agent) => agentLedger(folder, agent)));
  try {
    for (const agent of trial.agents.filter(({ start }) => start >= 0).sort((a, b) => a.start - b.start)) {
      await pauseUntil(clock, begin + agent.start, signal);
      const sender = await startAgent(room, trial.index, cast, folder, agent);
      if (agent.document.role === "sender" && trial.kind !== "sham") feedback.tell(sender, jobOf(agent.document.seed));
      log.emit({ message: `${agent.instance}: begins to ${trial.kind === "sham" ? "withhold" : "send"}` });
    }
    await pauseUntil(clock, begin + seconds, signal);
  } finally {
    feedback.stop();
    clearInterval(ticks);
  }
}

/** An agent that ends with an error, or is killed, ends the trial; its ledger is its standard output. */
export function startAgent({ run, audit }: TrialRoom, trial: number, cast: Cast, folder: string, agent: PlannedAgent): Promise<LabProcess> {
  const { instance, process, document } = agent;
  const name = `${instance}.${process.name}`;
  const failure = (exit: Exit) => {
    const { code, signal } = exit;
    audit.ended(trial, document, exit);
    if (code === 0) return null;
    const log = join(run, "logs", `${name}.log`);
    // Its last words, without their time.
    const why = signal === null ? (lastLines(log, 1)[0]?.replace(/^\S+Z /, "") ?? `exit status ${code}`) : `it was killed (${signal})`;
    return `the ${document.role} beside ${instance} (hop ${document.hop}) failed: ${why}; see logs/${name}.log`;
  };
  audit.started(trial, document);
  return cast.start(instance, process, failure, { stdout: agentLedger(folder, agent) });
}

/** Where an agent's ledger lines go. */
const agentLedger = (trial: string, { instance, process }: PlannedAgent): string =>
  join(trial, "exfil", `${instance}.${process.name}.jsonl`);
