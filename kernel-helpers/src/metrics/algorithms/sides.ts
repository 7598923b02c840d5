import type { WindowGraph } from "../graph";

/** Numbers of the nodes whose kind is wanted. */
function nodesThat({ kinds }: WindowGraph, wanted: (kind: WindowGraph["kinds"][number]) => boolean): number[] {
  return kinds.flatMap((kind, i) => (wanted(kind) ? [i] : []));
}

/** Where stolen data may come from: users are neither inside nor outside. */
export const nodesInside = (graph: WindowGraph): number[] => nodesThat(graph, (kind) => kind !== "outside" && kind !== "client");

export const nodesOutside = (graph: WindowGraph): number[] => nodesThat(graph, (kind) => kind === "outside");
