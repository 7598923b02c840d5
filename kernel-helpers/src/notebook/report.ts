import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import {
  hasFailed,
  readEvents,
  readLedger,
  readRequests,
  readResources,
  readRun,
  resourceUse,
  readWithheld,
  reportFile,
  trialFolder,
  writeWhole,
} from "../runfolder";
import type { LedgerLine, RequestLine, RunRecord, TrialRecord } from "../runfolder";
import { display, type MimeBundle } from "../table/display";
import { type Chart, chart } from "./report/chart";
import { type Check, type TrialEvidence, checksOf } from "./report/checks";
import type { Markup } from "./report/markup";
import { type ReportContent, type TrialRow, reportBody, reportPage } from "./report/page";
import { benignMarks } from "../edges/benign";
import { theftMarks } from "../edges/ledger/thefts";
import { type Reading, readingOnce } from "./reading";
import { countsOf, edgeCounts, trialCaptures } from "./runedges";

/** What a reviewer wants to know of a run: design, checks with verdicts, figures, ground truth, versions. In a notebook it shows itself. */
export interface Report {
  readonly checks: readonly Check[];
  /** A page of its own, without scripts, that needs no network. */
  toHtml(): string;
  toString(): string;
  [display](): MimeBundle;
  [inspect.custom](): string;
}

/** Windows of a figure, at most about. */
const windows = 120;
/** Bytes of a run's captures up to which the report reads them unless told otherwise: a second or two. */
const quickly = 100e6;
/** Trials that have figures. */
const drawn = 24;
/** Warnings and errors that are listed. */
const listed = 100;

export interface ReportOptions {
  /** Whether the captures are read, for the traffic and the stolen bytes seen in them; default: when they are small. */
  readonly captures?: boolean;
  /** How they are read; default: once for this report. */
  readonly read?: Reading;
}

/**
 * Makes the report of a run, also of one that failed.
 *
 * @param run the run folder
 * @throws InputError when it is no run folder
 */
export async function makeReport(run: string, { captures, read = readingOnce() }: ReportOptions = {}): Promise<Report> {
  const record = readRun(run);
  const reads = captures ?? sizeOfCaptures(run, record) <= quickly;
  const gathered = [];
  for (const trial of record.trials) gathered.push(await gather(run, trial, { reads, read, draws: trial.index < drawn }));
  const problems = readEvents(run).filter(({ level }) => level !== "info");
  const complaints = problems.map(({ level, message, trial }) => `${level}${trial === undefined ? "" : `, trial ${trial}`}: ${message}`);
  const checks = checksOf(
    record,
    gathered.map(({ evidence }) => evidence),
  );
  const content: ReportContent = {
    record,
    checks,
    trials: gathered.map(({ row }) => row),
    complaints: complaints.length > listed ? [...complaints.slice(0, listed), `… and ${complaints.length - listed} more`] : complaints,
    notes: [
      ...(reads ? [] : [`The captures are large and were not read; munnin report ${record.id} reads them, too.`]),
      ...(record.trials.some(({ index }) => index >= drawn) ? [`The first ${drawn} trials have figures.`] : []),
    ],
  };
  const text = () =>
    [`report of ${record.id}: ${record.status}`, ...checks.map(({ what, verdict, why }) => `  ${verdict.padEnd(8)} ${what}: ${why}`)].join(
      "\n",
    );
  return {
    checks,
    toHtml: () => reportPage(content),
    toString: text,
    [display]: () => ({ "text/plain": text(), "text/html": reportBody(content).markup }),
    [inspect.custom]: text,
  };
}

/** Makes the report and writes it into the run folder, as `report.html`. @returns the file, and the report */
export async function writeReport(run: string, options: ReportOptions = {}): Promise<{ file: string; report: Report }> {
  const report = await makeReport(run, options);
  writeWhole(reportFile(run), report.toHtml());
  return { file: reportFile(run), report };
}

function sizeOfCaptures(run: string, { trials }: RunRecord): number {
  const files = trials.flatMap(({ index }) => capturesOf(trialFolder(run, index)));
  return files.reduce((sum, { file }) => sum + statSync(file).size, 0);
}

/** A trial that was stopped early may have none. */
const capturesOf = (folder: string) => (existsSync(join(folder, "capture")) ? trialCaptures(folder) : []);

async function gather(
  run: string,
  record: TrialRecord,
  { reads, read, draws }: { readonly reads: boolean; readonly read: Reading; readonly draws: boolean },
): Promise<{ evidence: TrialEvidence; row: TrialRow }> {
  const folder = trialFolder(run, record.index);
  const { start, end } = record;
  const counts = countsOf(folder);
  const requests = readRequests(folder)?.filter(({ time }) => time >= start && time < end) ?? null;
  const ledger = readLedger(folder);
  const withheld = readWithheld(folder);
  const traffic = reads && capturesOf(folder).length > 0 ? await trafficOf(run, record, read) : null;
  const payload = (lines: readonly { readonly payload: number }[]) => lines.reduce((sum, line) => sum + line.payload, 0);
  const row: TrialRow = {
    ...record,
    seconds: end - start,
    requests: requests?.length ?? null,
    failures: requests?.filter(hasFailed).length ?? null,
    packets: edgeCounts(folder).reduce((sum, { captured }) => sum + captured, 0),
    dropped: counts.reduce((sum, { dropped }) => sum + dropped, 0),
    sent: record.theft?.sent ?? 0,
    received: record.theft?.received ?? 0,
    captured: traffic?.stolen ?? null,
    withheld: payload(withheld),
    use: resourceUse(readResources(folder), { origin: start, until: end - start, every: Math.max(1, end - start) }),
    charts: draws ? charts(record, requests, ledger, traffic) : [],
  };
  return { evidence: { record, counts, requests, ledger: ledger.length, withheld: withheld.length }, row };
}

interface Traffic {
  readonly every: number;
  /** Bytes of each window. */
  readonly bytes: Float64Array;
  readonly stolen: number;
}

const windowOf = ({ start, end }: TrialRecord): number => Math.max(1, Math.ceil((end - start) / windows));

async function trafficOf(run: string, record: TrialRecord, read: Reading): Promise<Traffic> {
  const every = windowOf(record);
  const edges = (await read(run, record.index)).coarsen(every);
  const bytes = Float64Array.from({ length: edges.windowCount }, (_, k) => edges.at(k).out.bytes.reduce((sum, value) => sum + value, 0));
  return { every, bytes, stolen: edges.parts.join?.stolen.captured ?? 0 };
}

function charts(
  record: TrialRecord,
  requests: readonly RequestLine[] | null,
  ledger: readonly LedgerLine[],
  traffic: Traffic | null,
): Markup[] {
  const seconds = record.end - record.start;
  const every = windowOf(record);
  const spans = [...theftMarks(ledger, record.start, every), ...benignMarks(record.events ?? [], record.start)];
  const perSecond = <T extends { readonly time: number }>(lines: readonly T[], of: (line: T) => number): Float64Array => {
    const sums = new Float64Array(Math.ceil(seconds / every));
    for (const line of lines) {
      const window = Math.floor((line.time - record.start) / every);
      if (window >= 0 && window < sums.length) sums[window] += of(line) / every;
    }
    return sums;
  };
  const common = { every, seconds, spans };
  const all: Chart[] = [];
  if (requests)
    all.push({
      title: `requests per second, thefts shaded${(record.events ?? []).length > 0 ? ", events dotted" : ""}`,
      values: perSecond(requests, () => 1),
      ...common,
    });
  const loot = perSecond(
    ledger.filter(({ event }) => event === "received"),
    ({ payload }) => payload,
  );
  const area = record.theft ? { area: loot } : {};
  if (traffic)
    all.push({
      title: "IP bytes per second between services; stolen bytes as an area",
      values: traffic.bytes.map((sum) => sum / every),
      ...area,
      ...common,
    });
  else if (record.theft) all.push({ title: "stolen bytes per second at the receiver", values: loot, ...common });
  return all.map(chart);
}
