import { instantText } from "../instant";
import type { Level, NodeKind } from "../node";
import type { EdgeTable, EdgeTableParts, Mark, Presence } from "../table";
import { kindOfName } from "./collect";

/** What an edge table is beside its rows, as JSON in a Parquet file's metadata under the key `munnin`. */
export interface Facts {
  readonly schema: 1;
  /** Start of window 0, seconds since the epoch with nanoseconds. */
  readonly origin: string;
  readonly level: Level;
  /** Coverage as [value, number of windows]…, since most windows have the same. */
  readonly granularities: readonly { every: number; windowCount: number; coverage: [number, number][] }[];
  /** Nodes whose kind their name does not tell. */
  readonly kinds: Readonly<Partial<Record<NodeKind, string[]>>>;
  readonly presences: readonly { name: string; from: number; to: number | null }[];
  readonly marks: readonly Mark[];
  readonly counts: EdgeTableParts["counts"];
}

export function factsOf({ parts: { origin, level, slices, nodes, presences, marks, counts } }: EdgeTable): Facts {
  const kinds: Partial<Record<NodeKind, string[]>> = {};
  for (const { name, kind } of nodes) if (kind !== kindOfName(name)) (kinds[kind] ??= []).push(name);
  return {
    schema: 1,
    origin: instantText(origin),
    level,
    granularities: slices.map(({ every, windowCount, coverage }) => ({ every, windowCount, coverage: runsOf(coverage) })),
    kinds,
    presences: presences.map((one) => ({ ...one, to: one.to === Infinity ? null : one.to })),
    marks,
    counts,
  };
}

/** Of what kind a node is, by its name. */
export function kindsOf({ kinds }: Facts): (name: string) => NodeKind {
  const told = new Map(Object.entries(kinds).flatMap(([kind, names]) => names.map((name): [string, NodeKind] => [name, kind as NodeKind])));
  return (name) => told.get(name) ?? kindOfName(name);
}

export const presencesOf = ({ presences }: Facts): Presence[] => presences.map((one) => ({ ...one, to: one.to ?? Infinity }));

/** Coverage as [value, number of windows]…. */
export function runsOf(coverage: Float64Array): [number, number][] {
  const runs: [number, number][] = [];
  for (const value of coverage) {
    const last = runs.at(-1);
    if (last && last[0] === value) last[1]++;
    else runs.push([value, 1]);
  }
  return runs;
}

/** The coverage of each window again. */
export function coverageOf(runs: readonly [number, number][]): Float64Array {
  const coverage = new Float64Array(runs.reduce((sum, [, count]) => sum + count, 0));
  let at = 0;
  for (const [value, count] of runs) coverage.fill(value, at, (at += count));
  return coverage;
}
