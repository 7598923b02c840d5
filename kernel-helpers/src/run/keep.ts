import { join } from "node:path";
import type { CaptureCounts } from "../lab/lab";
import { type TrialRecord, entitiesFile, ledgerFile, readLedger, trialFolder, withheldFile, writeWhole } from "../runfolder";
import { mergeLedgers, theftOf } from "./ledger";
import type { TrialPlan } from "./plan";
import { missedRate, ratesOf } from "./rates";
import type { TrialRoom } from "./trial";

/** Writes what a trial leaves behind besides its captures: the ledger of all agents, and who had which address. */
export function keepTrial({ log, entities }: TrialRoom, folder: string, counts: readonly CaptureCounts[]): void {
  const dropped = counts.reduce((sum, count) => sum + count.dropped, 0);
  if (dropped > 0) log.emit({ level: "warning", message: `the capture lost ${dropped} packets; windows of this trial are not complete` });
  mergeLedgers(join(folder, "exfil"), ledgerFile(folder), withheldFile(folder));
  writeWhole(entitiesFile(folder), entities.lines());
}

/** A trial as `run.json` has it. */
export function trialRecord(
  { plan, run, log }: TrialRoom,
  trial: TrialPlan,
  span: Pick<TrialRecord, "status" | "error" | "start" | "end">,
): TrialRecord {
  const folder = trialFolder(run, trial.index);
  const ledger = readLedger(folder);
  const networks = plan.deployment.networks.map(({ name, subnet, outside }) => ({ name, subnet, outside }));
  const { index, kind, block } = trial;
  const agents = kind === "exfiltration" ? trial.agents : [];
  const theft = theftOf(folder, agents);
  if (theft && !theft.recovered)
    log.emit({ level: "warning", message: `the stolen data did not arrive whole: ${theft.received} of ${theft.sent} bytes sent` });
  const rates = ratesOf(ledger, agents);
  if (span.status === "done")
    for (const rate of rates) if (!rate.held) log.emit({ level: "warning", message: missedRate(rate), trial: trial.index });
  return {
    index,
    kind,
    block,
    ...(trial.repeats !== undefined && { repeats: trial.repeats }),
    ...span,
    networks,
    listeners: listenersOf(trial),
    theft,
    rates,
  };
}

/** Puts where a trial's messages went to into the audit log. @throws Error when one left the lab */
export function auditTrial({ plan, run, audit }: TrialRoom, { index }: TrialPlan): void {
  const subnets = plan.deployment.networks.map(({ subnet }) => subnet);
  audit.destinations(index, readLedger(trialFolder(run, index)), subnets);
}

function listenersOf({ agents }: TrialPlan): NonNullable<TrialRecord["listeners"]> {
  return agents.flatMap(({ document }) => {
    if (document.role === "sender") return [];
    const { transport, hop, listen } = document;
    const { address, port } = listen;
    return [{ transport, hop, at: address.includes(":") ? `[${address}]:${port}` : `${address}:${port}` }];
  });
}
