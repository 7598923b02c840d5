import { existsSync, readFileSync } from "node:fs";
import { InputError } from "../config/error";
import { benignMarks } from "../edges/benign";
import type { CaptureFile, EdgeOptions } from "../edges/options";
import { listenersOf } from "../edges/ledger/endpoints";
import { theftMarks } from "../edges/ledger/thefts";
import type { EdgeTable } from "../edges/table";
import {
  captureCountsFile,
  captureFiles,
  instanceCaptureFiles,
  readEntities,
  readLedger,
  readRun,
  trialFolder,
  virtualCaptureFiles,
} from "../runfolder";
import type { EntityInterval, TrialRecord } from "../runfolder";
import type { CaptureCounts } from "../lab/lab";
import { readCaptures } from "./readcaptures";

/** Granularity of the finest windows of a run, unless others are asked for, seconds. */
export const finestByDefault = 1;

export interface TrialEdgeOptions extends Pick<EdgeOptions, "every" | "level" | "special" | "dedup" | "rates" | "signal"> {
  /** Number of the trial, from 0; default 0. */
  readonly trial?: number;
  /**
   * Whether the way to virtual addresses is added, as callers see it: from a caller to a service's address, and again from the caller to the
   * instance that it led to. Not at level `service`, where they are one. Default false: only what passed between instances.
   */
  readonly virtual?: boolean;
  /** Whether the ledger is joined to the packets, so that the table has the thief's share, labels and a twin; default true. */
  readonly exfil?: boolean;
}

/**
 * Edges of a trial: its captures, with the entities that the lab named, windows from the trial's start on, and the thefts and the
 * events on record as marks.
 *
 * @param run the run folder; default granularities 1 and 10 s, level `service`
 * @throws InputError when the run has no such trial
 */
export async function trialEdges(run: string, options: TrialEdgeOptions = {}): Promise<EdgeTable> {
  const { trial = 0, every = [finestByDefault, 10], level = "service", exfil = true, virtual = false, dedup, ...rest } = options;
  if (virtual && level === "service") throw new InputError("virtual: needs level instance or ip; at level service both ways are one");
  const record = trialRecord(run, trial);
  const folder = trialFolder(run, trial);
  const ledger = readLedger(folder);
  const finest = typeof every === "number" ? every : Math.min(...every);
  const captures = trialCaptures(folder, virtual);
  const isDoubled = captures.length > 1 && captures.every(({ network }) => network === undefined);
  return readCaptures(captures, {
    dedup: dedup ?? isDoubled,
    ...rest,
    every,
    level,
    entities: virtual || isDoubled ? readEntities(folder) : seenEntities(folder),
    networks: record.networks,
    origin: record.start,
    until: record.end,
    marks: [...theftMarks(ledger, record.start, finest), ...benignMarks(record.events ?? [], record.start)],
    ...(exfil && { ledger, listeners: record.listeners ?? listenersOf(ledger) }),
  });
}

/** Of a trial that ended as it should, failed, or was stopped. @throws InputError when the run did not reach it, or was not asked for it */
export function trialRecord(run: string, trial: number): TrialRecord {
  const { trials, status } = readRun(run);
  const found = trials.find(({ index }) => index === trial);
  if (found) return found;
  const has = trials.length === 0 ? "no trial whose time began" : `trials ${trials.map(({ index }) => index).join(", ")}`;
  throw new InputError(`trial: the run (${status}) has ${has}, not ${trial}`);
}

/** Entities that the captures of a trial could show: not those of the other side of the translation, which would count as silent. */
export const seenEntities = (trial: string): EntityInterval[] => readEntities(trial).filter(({ kind }) => kind !== "vip");

/**
 * The captures that a trial's edges are of, each with the time that it ran: those of its networks, else those of its instances, of which two saw
 * most packets and which have no network's name, so that they are points of their own.
 *
 * @param virtual with those of what callers of virtual addresses see
 */
export function trialCaptures(folder: string, virtual = false): CaptureFile[] {
  const networks = [...captureFiles(folder), ...(virtual ? virtualCaptureFiles(folder) : [])].map(({ network, file }): CaptureFile => {
    const counts = countsBeside(file);
    return counts ? { network, file, from: counts.from, to: counts.to } : { network, file };
  });
  return networks.length > 0 ? networks : instanceCaptureFiles(folder).map(({ file }) => ({ file }));
}

/** tcpdump's counts of a network; null where there are none. */
export const readCounts = (folder: string, network: string): CaptureCounts | null => readCountsFile(captureCountsFile(folder, network));

const countsBeside = (capture: string): CaptureCounts | null => readCountsFile(capture.replace(/\.pcap\d*(\.gz)?$/, ".json"));

const readCountsFile = (file: string): CaptureCounts | null =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as CaptureCounts) : null;

/** tcpdump's counts of the captures that a trial's edges are of: of its networks, else of its instances, of which two count most packets. */
export function edgeCounts(folder: string): ReturnType<typeof countsOf> {
  const counts = countsOf(folder);
  const networks = counts.filter(({ network }) => !network.includes("/"));
  return networks.length > 0 ? networks : counts.filter(({ network }) => network.startsWith("instances/"));
}

/** All of tcpdump's counts of a trial, by network, `virtual/<network>` and `instances/<instance>.<network>`. */
export function countsOf(folder: string): (CaptureCounts & { readonly network: string })[] {
  const points = [
    ...captureFiles(folder).map(({ network }) => network),
    ...virtualCaptureFiles(folder).map(({ network }) => `virtual/${network}`),
    ...instanceCaptureFiles(folder).map(({ name }) => `instances/${name}`),
  ];
  return [...new Set(points)].flatMap((network) => {
    const counts = readCounts(folder, network);
    return counts ? [{ network, ...counts }] : [];
  });
}
