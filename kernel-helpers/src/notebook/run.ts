import { basename } from "node:path";
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { inspect } from "node:util";
import { InputError } from "../config/error";
import type { Level } from "../edges/node";
import type { EdgeTable } from "../edges/table";
import {
  type EntityInterval,
  type Event,
  type LedgerLine,
  type LoadStatistics,
  type RunRecord,
  findRun,
  findRuns,
  runsHome,
} from "../runfolder";
import { askToStop } from "../run/stop";
import { isAlive, liveRuns, readEntities, readEvents, readLedger, readRun, requestsFile, trialFolder } from "../runfolder";
import { display as displayMethod, type MimeBundle } from "../table/display";
import type { Table } from "../table/table";
import type { Figure } from "../plot/figure";
import { type LiveOptions, type LiveWindow, liveWindows } from "./live";
import { type Report, makeReport } from "./report";
import { cardHtml, cardText } from "./runcard";
import { trialLoad } from "./runload";
import { trialResources } from "./runresources";
import { type TrialEdgeOptions, trialEdges, trialRecord } from "./runedges";
import { type RunSummary, summarise } from "./runsummary";
import { saveFigure } from "./savefigure";
import { theftPaths } from "./theftpaths";

/** One execution of an experiment, as its folder has it. */
export interface Run {
  /** Absolute path of the run folder. */
  readonly folder: string;
  readonly id: string;
  /** `run.json`: configuration with all defaults, versions, times, status; read again each time it is asked for. */
  readonly record: RunRecord;
  /** What happened, in order. */
  events(): Event[];
  /**
   * Edges of a trial, from its captures. Windows begin with the trial; the thefts on record are marks, which figures shade.
   * Default: trial 0, granularities 1 and 10 s, level `service`.
   */
  edges(options?: TrialEdgeOptions): Promise<EdgeTable>;
  /**
   * The windows of the run, each as soon as it has passed, while the run goes on: `for await (const window of run.live({ every: 5 })) …`.
   * Each is a graph, as `edges.at(k)` has it, and an edge table of its own. Ends with the run.
   *
   * @throws InputError for bad options; the reason of a signal that aborts
   */
  live(options?: LiveOptions): AsyncGenerator<LiveWindow, void, undefined>;
  /**
   * Ends the run, and waits until everything that it started is removed; its folder keeps what there is.
   *
   * @throws InputError when it does not go on
   */
  stop(): Promise<void>;
  /** What the agents of a trial say that they sent, relayed and received; default trial 0. */
  ledger(trial?: number): LedgerLine[];
  /** Which address belonged to whom in a trial; default trial 0. */
  entities(trial?: number): EntityInterval[];
  /**
   * The ways that stolen data took, by the ledger: names of nodes at a level (default `service`) from originator to receiver, as `plotGraphs`
   * takes them; default trial 0. Nothing was stolen: none.
   */
  paths(options?: { readonly trial?: number; readonly level?: Level }): string[][];
  /** Whether a trial's requests were recorded; default trial 0. */
  hasLoad(trial?: number): boolean;
  /**
   * What the users of a trial asked for and how it was answered, over windows of `every` seconds (default 1) from the trial's start; default
   * trial 0. In a notebook it shows Locust's table; `plotLoad` draws it.
   *
   * @throws InputError when the run recorded no requests
   */
  load(options?: { readonly trial?: number; readonly every?: number }): LoadStatistics;
  /**
   * What each instance and the machine used of CPU (cores), memory (bytes) and network (B/s) over windows of `every` seconds (default 1) from the trial's
   * start; default trial 0. What users and agents used, who run beside instances, has columns of its own.
   *
   * @throws InputError when the run did not record it
   */
  resources(options?: { readonly trial?: number; readonly every?: number }): Table;
  /** Packets, drops, edges, and the stolen bytes by ledger, receiver and capture. */
  summary(): Promise<RunSummary>;
  /** Design, checks with verdicts, figures, ground truth and versions, as `report.html` has them. In a notebook it shows itself. */
  report(): Promise<Report>;
  /** Keeps a figure in a trial's `figures/`, as Plotly JSON and, where kaleido is installed, as PNG; the files' paths. */
  saveFigure(figure: Figure, name: string, trial?: number): Promise<string[]>;
  /** In a notebook: a card. */
  [displayMethod](): Promise<MimeBundle>;
  [inspect.custom](): string;
}

/**
 * Opens a run.
 *
 * @param which folder or id of a run; default: the newest in the folder that runs go to
 * @throws InputError when there is none
 */
export function openRun(which?: string): Run {
  const folder = find(which);
  const { id } = readRun(folder);
  return {
    folder,
    id,
    get record() {
      return readRun(folder);
    },
    events: () => readEvents(folder),
    edges: (options) => trialEdges(folder, options),
    live: (options) => liveWindows(folder, options),
    async stop() {
      askToStop(id);
      while (liveRuns().some((run) => run.id === id && isAlive(run))) await pause(100);
    },
    ledger: (trial = 0) => readLedger(folderOf(folder, trial)),
    entities: (trial = 0) => readEntities(folderOf(folder, trial)),
    paths: ({ trial = 0, level = "service" } = {}) =>
      theftPaths(readLedger(folderOf(folder, trial)), readEntities(folderOf(folder, trial)), level),
    hasLoad: (trial = 0) => existsSync(requestsFile(folderOf(folder, trial))),
    load: (options) => trialLoad(folder, options),
    resources: (options) => trialResources(folder, options),
    summary: () => summarise(folder),
    report: () => makeReport(folder, { captures: true }),
    saveFigure: (figure, name, trial = 0) => saveFigure(folder, trialRecord(folder, trial).index, figure, name),
    async [displayMethod]() {
      const record = readRun(folder);
      const summary = record.trials.length > 0 ? await summarise(folder) : null;
      return { "text/plain": cardText(folder, record, summary), "text/html": cardHtml(folder, record, summary) };
    },
    [inspect.custom]: () => cardText(folder, readRun(folder), null),
  };
}

function folderOf(run: string, trial: number): string {
  trialRecord(run, trial);
  return trialFolder(run, trial);
}

function find(which?: string): string {
  if (which === undefined) {
    const [newest] = findRuns();
    if (newest === undefined) throw new InputError(`no runs in ${runsHome()}: make one with runExperiment, or open another folder`);
    return newest;
  }
  const found = findRun(which);
  if (found === null) throw new InputError(`${which}: is not a run folder, nor the id of a run in ${basename(runsHome())}`);
  return found;
}
