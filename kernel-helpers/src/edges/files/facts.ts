import { instantText } from "../instant";
import { kindOfName, type Level, type Node, type NodeKind } from "../node";
import type { Theft } from "../ledger/thefts";
import type { EdgeTable, EdgeTableParts, Mark, Presence } from "../table";

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
  /** Nodes whose service their name does not tell, by service. */
  readonly services?: Readonly<Record<string, string[]>>;
  readonly presences: readonly { name: string; kind?: NodeKind; service?: string; from: number; to: number | null }[];
  readonly marks: readonly Mark[];
  readonly thefts?: readonly Theft[];
  readonly counts: EdgeTableParts["counts"];
}

export function factsOf({ parts: { origin, level, slices, nodes, presences, marks, counts, thefts } }: EdgeTable): Facts {
  const kinds: Partial<Record<NodeKind, string[]>> = {};
  const services: Record<string, string[]> = {};
  for (const { name, kind, service } of nodes) {
    if (kind !== kindOfName(name)) (kinds[kind] ??= []).push(name);
    if (service !== undefined) (services[service] ??= []).push(name);
  }
  return {
    schema: 1,
    origin: instantText(origin),
    level,
    granularities: slices.map(({ every, windowCount, coverage }) => ({ every, windowCount, coverage: runsOf(coverage) })),
    kinds,
    services,
    presences: presences.map((one) => ({ ...one, to: one.to === Infinity ? null : one.to })),
    marks,
    thefts,
    counts,
  };
}

/** What a node is, by its name. */
export function nodesOf({ kinds, services = {} }: Facts): (name: string) => Node {
  const [kindOf, serviceOf] = [byName(kinds as Record<NodeKind, string[]>), byName(services)];
  return (name) => {
    const [kind, service] = [kindOf.get(name) ?? kindOfName(name), serviceOf.get(name)];
    return service === undefined ? { name, kind } : { name, kind, service };
  };
}

const byName = <K extends string>(groups: Readonly<Record<K, string[]>>): Map<string, K> =>
  new Map(Object.entries<string[]>(groups).flatMap(([group, names]) => names.map((name): [string, K] => [name, group as K])));

export const presencesOf = ({ presences }: Facts): Presence[] => presences.map((one) => ({ ...one, to: one.to ?? Infinity }));

/** What most windows have in common, such as coverage, as [value, number of windows]…. */
export function runsOf<T>(values: Iterable<T>): [T, number][] {
  const runs: [T, number][] = [];
  for (const value of values) {
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
