import { InputError } from "../config/error";
import { granularities } from "../edges/granularity";
import { theftMarks } from "../edges/ledger/thefts";
import { type Level, levels } from "../edges/node";
import type { CaptureFile } from "../edges/options";
import { readEdges } from "../edges/read";
import type { EdgeTable, Mark, WindowView } from "../edges/table";
import { type GrowingCapture, growingCapture } from "../pcap/growing";
import { type LedgerLine, type Time, captureFiles, instanceCaptureFiles, readEntities, trialFolder, wallClock } from "../runfolder";
import { cellSignal } from "./cell";
import { type LiveTrial, trialsOf, untilSeen } from "./livetrial";
import { originatorsOf } from "./originators";
import { readCounts, seenEntities } from "./runedges";

export interface LiveOptions {
  /** Length of a window in seconds; default 5. */
  readonly every?: number;
  /** What a node is; default `service`. */
  readonly level?: Level;
  /** Number of one trial; default: all, one after the other. */
  readonly trial?: number;
  /** `start` (default): also the windows that have passed already; `now`: only those that end from now on. */
  readonly from?: "start" | "now";
  /** Aborting it ends the watching, not the run; an interrupt of the cell does so, too. */
  readonly signal?: AbortSignal;
}

/** A window of a run that goes on: its graph, with the number of its trial. */
export interface LiveWindow extends WindowView {
  readonly trial: number;
  /** The window as an edge table of its own, which begins with it. Marks are what the originators have sent until now. */
  readonly edges: EdgeTable;
}

/**
 * Seconds that a window's last packets may need from the wire to the file, on a busy machine. A window is closed when all captures
 * have come further than its end, or that long after it.
 */
const patience = 3;

/**
 * The windows of a run, each as soon as it has passed, from its captures as they are being written: what `run.edges()` has of them when
 * the run is over, without the thief's share. Ends with the run; of a run that is over, all windows follow each other at once.
 *
 * @throws InputError for bad options; the signal's reason when it aborts
 */
export function liveWindows(run: string, options: LiveOptions = {}): AsyncGenerator<LiveWindow, void, undefined> {
  const { every = 5, level = "service", trial, from = "start", signal: own } = options;
  granularities([every]);
  if (!levels.includes(level)) throw new InputError(`level: must be one of ${levels.join(", ")}, not "${level as string}"`);
  if (from !== "start" && from !== "now") throw new InputError(`from: must be start or now, not "${from as string}"`);
  if (trial !== undefined && (!Number.isInteger(trial) || trial < 0)) throw new InputError(`trial: must be a number from 0, not ${trial}`);
  const signal = own ? AbortSignal.any([own, cellSignal()]) : cellSignal();
  const since = from === "now" ? wallClock() : -Infinity;
  return (async function* () {
    for await (const each of trialsOf(run, signal, trial)) yield* windowsOf(run, each, { every, level, since, signal });
  })();
}

interface Watching {
  readonly every: number;
  readonly level: Level;
  readonly since: Time;
  readonly signal: AbortSignal;
}

async function* windowsOf(run: string, trial: LiveTrial, { every, level, since, signal }: Watching): AsyncGenerator<LiveWindow> {
  const { index, start: begin, networks } = trial.begun;
  const folder = trialFolder(run, index);
  const points = pointsOf(folder);
  const sent = originatorsOf(folder);
  for (let window = 0; ; window++) {
    const [start, end] = [begin + window * every, begin + (window + 1) * every];
    const passed = (): boolean => points.map(({ capture }) => capture.reaches(end)).every(Boolean);
    await untilSeen(run, () => passed() || trial.record() !== undefined, end + patience, signal);
    const record = trial.record();
    if (record ? start >= record.end : wallClock() < end + patience && !passed()) return;
    if (record) passed(); // What was written meanwhile.
    const until = Math.min(end, record?.end ?? end);
    const parts = partsOf(folder, points, begin, until);
    if (until <= since || parts.length === 0) continue;
    const marks = marksOf(sent(), start, { every, length: until - start });
    const isDoubled = points.every(({ network }) => network === undefined);
    const edges = await readEdges(parts, {
      ...{ every, level, networks, origin: start, until, marks, signal },
      entities: isDoubled ? readEntities(folder) : seenEntities(folder),
      dedup: isDoubled,
    });
    yield Object.assign(edges.at(0), { trial: index, window, edges });
  }
}

interface Point {
  /** None: an instance's, of which two saw most packets. */
  readonly network?: string;
  readonly capture: GrowingCapture | ReturnType<typeof packedCapture>;
}

/** The captures of a trial's networks, else of its instances. */
function pointsOf(folder: string): Point[] {
  const networks = [...new Set(captureFiles(folder).map(({ network }) => network))];
  const following = (files: () => { readonly name: string; readonly file: string }[], wanted: string) => {
    const own = () => files().flatMap(({ name, file }) => (name === wanted ? [file] : []));
    return own().some((file) => file.endsWith(".gz")) ? packedCapture(own()) : growingCapture(own);
  };
  if (networks.length > 0) {
    const files = () => captureFiles(folder).map(({ network, file }) => ({ name: network, file }));
    return networks.map((network) => ({ network, capture: following(files, network) }));
  }
  const files = () => instanceCaptureFiles(folder);
  return [...new Set(files().map(({ name }) => name))].map((name) => ({ capture: following(files, name) }));
}

/** A recorded run's, which nobody writes any more: all of it is looked at for each window. */
const packedCapture = (files: readonly string[]): Pick<GrowingCapture, "reaches"> & { take(): readonly { readonly file: string }[] } => ({
  reaches: () => true,
  take: () => files.map((file) => ({ file })),
});

/** Takes what the captures have of a window. */
function partsOf(folder: string, points: readonly Point[], begin: Time, until: Time): CaptureFile[] {
  return points.flatMap(({ network, capture }) => {
    // A capture that goes on began before its trial did.
    const { from, to } = (network !== undefined && readCounts(folder, network)) || { from: begin, to: until };
    return capture.take().map((part) => ({ ...part, network, from, to }));
  });
}

/** The thefts within a window of that length, in seconds from its start. */
function marksOf(ledger: readonly LedgerLine[], start: Time, { every, length }: { every: number; length: number }): Mark[] {
  return theftMarks(ledger, start, every)
    .filter((mark) => mark.end >= 0 && mark.start < length)
    .map((mark) => ({ ...mark, start: Math.max(0, mark.start), end: Math.min(length, mark.end) }));
}
