import { kindOfName, type Node } from "./node";
import type { EdgeTableParts } from "./parts";
import type { Slice } from "./slice";

/** The entities that existed in a window of a granularity, by name. Where nothing tells who existed when, all nodes. */
export function aliveNodes({ presences, nodes }: EdgeTableParts, { every }: Slice, window: number): readonly Node[] {
  if (presences.length === 0) return nodes;
  const there = presences.filter(({ from, to }) => from < (window + 1) * every && to > window * every);
  const known = new Map<string, Node>();
  for (const { name, kind = kindOfName(name), service } of there)
    if (!known.has(name) || kind === "instance") known.set(name, service === undefined ? { name, kind } : { name, kind, service });
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
