import { join } from "node:path";
import type { CaptureCounts } from "../lab/lab";
import {
  type Theft,
  type Time,
  type TrialBegun,
  type TrialRecord,
  ledgerFile,
  readLedger,
  trialFolder,
  withheldFile,
  writeBegun,
} from "../runfolder";
import { mergeLedgers, theftOf, unfinishedSenders } from "./ledger";
import type { TrialPlan } from "./plan";
import { missedRate, ratesOf } from "./rates";
import type { TrialRoom } from "./trial";

/** Writes down that a trial's time begins, so that it can be watched, and analysed though the coordinator may not live to its end. */
export function tellBegun({ plan, run }: Pick<TrialRoom, "plan" | "run">, trial: TrialPlan, start: Time): void {
  writeBegun(trialFolder(run, trial.index), begun(plan, trial, start));
}

function begun({ deployment }: TrialRoom["plan"], trial: TrialPlan, start: Time): TrialBegun {
  const { index, kind, block, repeats } = trial;
  const networks = deployment.networks.map(({ name, subnet, outside }) => ({ name, subnet, outside }));
  return { index, kind, block, ...(repeats !== undefined && { repeats }), start, networks, listeners: listenersOf(trial) };
}

/** Writes what a trial leaves behind besides its captures and its entities: the ledger of all agents. */
export function keepTrial({ log }: TrialRoom, folder: string, counts: readonly CaptureCounts[]): void {
  const dropped = counts.reduce((sum, count) => sum + count.dropped, 0);
  if (dropped > 0) log.emit({ level: "warning", message: `the capture lost ${dropped} packets; windows of this trial are not complete` });
  mergeLedgers(join(folder, "exfil"), ledgerFile(folder), withheldFile(folder));
}

/** A trial as `run.json` has it. */
export function trialRecord(
  { plan, run, log }: TrialRoom,
  trial: TrialPlan,
  span: Pick<TrialRecord, "status" | "error" | "start" | "end" | "observed" | "events">,
): TrialRecord {
  const folder = trialFolder(run, trial.index);
  const ledger = readLedger(folder);
  const agents = trial.kind === "exfiltration" ? trial.agents : [];
  const theft = theftOf(folder, agents);
  if (theft && !theft.recovered && !(span.status === "failed" && theft.sent === 0))
    log.emit({ level: "warning", message: notWhole(theft, unfinishedSenders(ledger, agents)) });
  const rates = ratesOf(ledger, agents);
  if (span.status === "done")
    for (const rate of rates) if (!rate.held) log.emit({ level: "warning", message: missedRate(rate), trial: trial.index });
  return { ...begun(plan, trial, span.start), ...span, theft, rates };
}

/** What is told of stolen data that did not arrive whole: whether it was lost, or never sent. */
const notWhole = ({ sent, received }: Theft, { unfinished, senders }: ReturnType<typeof unfinishedSenders>): string =>
  `the stolen data did not arrive whole: ${received} of ${sent} bytes sent` +
  (unfinished > 0 ? `; ${unfinished} of ${senders} senders had not sent all of theirs by the end` : "");

/** Puts where a trial's messages went to into the audit log. @throws Error when one left the lab */
export function auditTrial({ plan, run, audit }: TrialRoom, { index }: TrialPlan): void {
  const subnets = plan.deployment.networks.map(({ subnet }) => subnet);
  audit.destinations(index, readLedger(trialFolder(run, index)), subnets);
}

function listenersOf({ agents }: TrialPlan): NonNullable<TrialRecord["listeners"]> {
  return agents.flatMap(({ document }) => {
    // At a port of the application's others are received, too: there the ledger alone tells.
    if (document.role === "sender" || ("handover" in document && document.handover !== undefined)) return [];
    const { transport, hop, listen } = document;
    const { address, port } = listen;
    return [{ transport, hop, at: address.includes(":") ? `[${address}]:${port}` : `${address}:${port}` }];
  });
}
