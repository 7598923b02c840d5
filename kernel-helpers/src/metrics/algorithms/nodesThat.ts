import type { WindowGraph } from "../graph";

/** Numbers of the nodes whose kind is wanted. */
export function nodesThat({ kinds }: WindowGraph, wanted: (kind: WindowGraph["kinds"][number]) => boolean): number[] {
  return kinds.flatMap((kind, i) => (wanted(kind) ? [i] : []));
}
