import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "../config";
import { disputed } from "../edges/entities/lookup";
import { readEntitySource, startingAt } from "../edges/entities/read";
import { findEdges, openEdges } from "../edges/files/open";
import type { Level } from "../edges/node";
import { atGranularities } from "../edges/operations/granularities";
import { withoutShares } from "../edges/operations/without";
import { readEdges } from "../edges/read";
import { captureStart, isStream } from "../edges/start";
import { EdgeTable } from "../edges/table";
import { openRun } from "../notebook/run";
import { edgeCounts } from "../notebook/runedges";
import { type EntityInterval, trialFolder } from "../runfolder";

/** What is asked of edges, by the options of the command line. */
export interface EdgeInputOptions {
  readonly every?: readonly number[];
  readonly level?: Level;
  /** A file of entities. */
  readonly entities?: string;
  readonly align?: string;
  /** Start and end, seconds since the epoch. */
  readonly start?: number;
  readonly end?: number;
  readonly dedup?: boolean;
  /** Whether a run's way to virtual addresses is added. */
  readonly virtual?: boolean;
  /** Number of a run's trial. */
  readonly trial?: number;
  /** The option by which the thief's share of each edge is wanted; default: it is not. */
  readonly exfil?: "--exfil" | "--labels";
}

/** Edges, and what names of files that are made of them begin with. */
export interface EdgeInput {
  readonly edges: EdgeTable;
  readonly base: string;
  /** What whoever asked should know of the input. */
  readonly warnings?: readonly string[];
}

/**
 * Edges of a run, of captures, or of edge files, which the input's content tells.
 *
 * @throws InputError for input that is none of them, and for options that do not go with it
 */
export async function edgesOf(words: readonly string[], options: EdgeInputOptions): Promise<EdgeInput> {
  const [first] = words;
  if (words.length === 1 && existsSync(join(first, "run.json"))) return ofRun(first, options);
  const found = words.find((word) => findEdges(word) !== null);
  if (found === undefined) return ofCaptures(words, options);
  if (words.length > 1)
    throw new InputError(`${found}: holds edges already; edges are read one at a time, not with ${words.length - 1} more`);
  return ofEdgeFiles(found, options);
}

async function ofRun(
  run: string,
  { every = [10], level, entities, align, start, end, dedup, virtual, trial = 0, exfil }: EdgeInputOptions,
): Promise<EdgeInput> {
  refuse("--entities", entities, "a run has its own entities");
  for (const [option, value] of Object.entries({ align, start, end })) refuse(`--${option}`, value, "a run's windows begin with its trial");
  const { edges, record } = openRun(run);
  const table = await edges({ every, level, dedup, virtual, trial, exfil: exfil !== undefined });
  const dropped = edgeCounts(trialFolder(run, trial)).filter((counts) => counts.dropped > 0);
  const warnings = dropped.map(
    (counts) => `${counts.dropped} packets of ${counts.network} were dropped while it was captured: they are missing in the edges`,
  );
  return { edges: table, base: `${record.name}_${trial}`, warnings };
}

async function ofCaptures(
  words: readonly string[],
  { every = [10], level, align, start, end, dedup, trial, exfil, ...options }: EdgeInputOptions,
): Promise<EdgeInput> {
  refuse("--trial", trial, "only a run has trials");
  if (start !== undefined && end !== undefined && end <= start) throw new InputError("--end: must lie after --start");
  if (start !== undefined) refuse("--align", align, "tells where windows begin, and so does --start");
  refuse(exfil ?? "", exfil, "only a run has a ledger");
  refuse("--virtual", options.virtual, "only a run has captures of both sides; name both, or capture both in one file");
  const entities = options.entities === undefined ? undefined : await entitiesOf(options.entities, words);
  const captures = words.map((file) => ({ file }));
  const edges = await readEdges(captures, {
    every,
    level: level ?? (entities ? "service" : "ip"),
    align: (align ?? "epoch") as "epoch" | "first",
    entities,
    origin: start,
    until: end,
    dedup,
  });
  const base = words[0] === "-" ? "edges" : basename(words[0]).replace(/(\.(pcap|pcapng|cap|gz|zst))+$/, "");
  return { edges, base, warnings: entities && warningsOf(entities) };
}

function warningsOf(entities: readonly EntityInterval[]): string[] {
  const rivals = disputed(entities);
  if (!rivals) return [];
  const [one, other] = rivals.map(({ entity, network }) => `${entity} on ${network || "no network"}`);
  return [
    `--entities: ${rivals[0].address} belongs to ${one} and to ${other}; captures do not say of which network they are, so it is nobody's`,
  ];
}

async function entitiesOf(file: string, captures: readonly string[]): Promise<readonly EntityInterval[]> {
  const source = readEntitySource(file);
  if (!source.fromStart) return source.intervals;
  if (captures.some(isStream))
    throw new InputError(`--entities: ${file} counts from the start of the capture, which must be a file then, not a pipe`);
  return startingAt(source, await captureStart(captures));
}

async function ofEdgeFiles(
  path: string,
  { every, level, entities, align, start, end, dedup, trial, exfil }: EdgeInputOptions,
): Promise<EdgeInput> {
  refuse("--trial", trial, "only a run has trials");
  for (const [option, value] of Object.entries({ align, start, end }))
    refuse(`--${option}`, value, "the windows of edges are made already");
  refuse("--dedup", dedup, "the packets of edges are added up already");
  const toServices = entities !== undefined;
  let edges = await openEdges(path, { level: toServices ? "instance" : level });
  if (toServices) {
    if (level !== undefined && level !== "service") throw new InputError(`--level: edges with --entities become service, not ${level}`);
    edges = edges.toServices(readEntitySource(entities).intervals);
  } else if (level !== undefined && level !== edges.level)
    throw new InputError(`--level: the edges are at level ${edges.level}; only instance becomes service, by --entities`);
  if (exfil && !edges.hasExfil) throw new InputError(`${exfil}: ${path} has no exfil columns; a run has a ledger`);
  if (!exfil) edges = new EdgeTable(withoutShares(edges.parts));
  return { edges: every ? atGranularities(edges, every) : edges, base: "edges" };
}

function refuse(option: string, value: unknown, reason: string): void {
  if (value !== undefined) throw new InputError(`${option}: ${reason}`);
}
