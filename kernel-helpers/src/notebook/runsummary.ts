import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { figuresFolder, readRun, type SpanRate, trialFolder, type TrialRecord } from "../runfolder";
import { type Reading, readingOnce } from "./reading";
import { edgeCounts } from "./runedges";

/** The rates of one span, with what was seen of it on the wire. */
export interface CapturedSpanRate extends SpanRate {
  readonly trial: number;
}

/** What a run came to, over all its trials. */
export interface RunSummary {
  readonly trials: number;
  /** Packets that tcpdump wrote, and those that it lost. */
  readonly packets: number;
  readonly dropped: number;
  /** IP bytes between the trials' starts and ends. */
  readonly bytes: number;
  /** Different pairs of services that talked. */
  readonly edges: number;
  /** Bytes of the stolen files, each message once: sent by the originators, received at the end, and seen in the captures. */
  readonly stolen: { readonly sent: number; readonly received: number; readonly captured: number };
  /** Bytes of the thief's that went over the wire again, on all legs. */
  readonly retransmitted: number;
  /** Whether all stolen files arrived whole; null when nothing was stolen. */
  readonly recovered: boolean | null;
  /** What was asked for, what came, and the rates of each hop, of each span of each theft. */
  readonly rates: readonly CapturedSpanRate[];
  /** Each way in which ledger, receiver and captures disagree, in words. */
  readonly differences: readonly string[];
  /** Figures in the run folder. */
  readonly figures: readonly string[];
}

/**
 * Sums up a run: reads its captures once, for the edges and the stolen bytes.
 *
 * @param run the run folder
 */
export async function summarise(run: string, read: Reading = readingOnce()): Promise<RunSummary> {
  const { trials } = readRun(run);
  const each = await Promise.all(trials.map((record) => summariseTrial(run, record, read)));
  const sum = (of: (trial: TrialSummary) => number) => each.reduce((total, trial) => total + of(trial), 0);
  const thefts = trials.flatMap(({ theft }) => (theft ? [theft] : []));
  return {
    trials: trials.length,
    packets: sum(({ packets }) => packets),
    dropped: sum(({ dropped }) => dropped),
    bytes: sum(({ bytes }) => bytes),
    edges: new Set(each.flatMap(({ pairs }) => pairs)).size,
    stolen: {
      sent: sum(({ stolen }) => stolen.sent),
      received: sum(({ stolen }) => stolen.received),
      captured: sum(({ stolen }) => stolen.captured),
    },
    retransmitted: sum(({ retransmitted }) => retransmitted),
    recovered: thefts.length === 0 ? null : thefts.every(({ recovered }) => recovered),
    rates: each.flatMap(({ rates }) => rates),
    differences: each.flatMap(({ differences }) => differences),
    figures: each.flatMap(({ figures }) => figures),
  };
}

type TrialSummary = Awaited<ReturnType<typeof summariseTrial>>;

async function summariseTrial(run: string, { index: trial }: TrialRecord, read: Reading) {
  const folder = trialFolder(run, trial);
  const counts = edgeCounts(folder);
  const edges = await read(run, trial);
  const { stolen, differences, legs } = edges.parts.join!;
  const rates = edges.parts.rates!.map((rate) => ({ trial, ...rate }));
  const total = edges.total();
  const pairs = total.names.flatMap((from, i) =>
    Array.from(total.out.targets.subarray(total.out.offsets[i], total.out.offsets[i + 1]), (to) => `${from} → ${total.names[to]}`),
  );
  const figures = existsSync(figuresFolder(folder)) ? readdirSync(figuresFolder(folder)).sort() : [];
  return {
    packets: counts.reduce((sum, count) => sum + count.captured, 0),
    dropped: counts.reduce((sum, count) => sum + count.dropped, 0),
    bytes: edges.totals().bytes,
    pairs,
    stolen,
    rates,
    retransmitted: legs.reduce((sum, { retransmitted }) => sum + retransmitted, 0),
    differences,
    figures: figures.map((name) => join(figuresFolder(folder), name)),
  };
}
