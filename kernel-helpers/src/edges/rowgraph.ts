import { type Csr, csrGraph, type WindowGraph } from "./graph";
import type { Node } from "./node";
import type { Slice } from "./slice";
import type { EdgeTableParts } from "./table";

type Ends = Pick<EdgeTableParts, "nodes" | "sources" | "destinations">;

/** The graph of one window: its rows are in the order of its graph's edges already. */
export function graphOfWindow(ends: Ends, { offsets, edges, bytes, frames }: Slice, window: number): WindowGraph {
  const [from, to] = [offsets[window], offsets[window + 1]];
  return graphOfRows(ends, edges.subarray(from, to), bytes.slice(from, to), frames.slice(from, to));
}

/** The graph of all windows together. */
export function graphOfAll(ends: Ends, slice: Slice | undefined): WindowGraph {
  const { length } = ends.sources;
  const [bytes, frames, seen] = [new Float64Array(length), new Float64Array(length), new Uint8Array(length)];
  slice?.edges.forEach((edge, row) => {
    seen[edge] = 1;
    bytes[edge] += slice.bytes[row];
    frames[edge] += slice.frames[row];
  });
  const edges = Uint32Array.from(seen.keys()).filter((edge) => seen[edge]);
  return graphOfRows(
    ends,
    edges,
    bytes.filter((_, edge) => seen[edge]),
    frames.filter((_, edge) => seen[edge]),
  );
}

/** Place of each node of the table in the graph that is being made, plus one; all 0 in between, so that it need not be cleared. */
const scratch = new WeakMap<readonly Node[], Uint32Array>();

/** The graph of edges in ascending order, each once; its nodes are those that occur, sorted by name as the table's are. */
function graphOfRows({ nodes, sources, destinations }: Ends, edges: Uint32Array, bytes: Float64Array, frames: Float64Array): WindowGraph {
  const places = scratch.get(nodes) ?? new Uint32Array(nodes.length);
  scratch.set(nodes, places);
  const present: number[] = [];
  const note = (node: number): void => {
    if (places[node] === 0) places[node] = present.push(node);
  };
  for (const edge of edges) {
    note(sources[edge]);
    note(destinations[edge]);
  }
  const kept = Uint32Array.from(present).sort();
  kept.forEach((node, place) => (places[node] = place + 1));
  const out: Csr = { offsets: new Uint32Array(kept.length + 1), targets: new Uint32Array(edges.length), bytes, frames };
  edges.forEach((edge, row) => {
    out.offsets[places[sources[edge]]]++;
    out.targets[row] = places[destinations[edge]] - 1;
  });
  for (let i = 0; i < kept.length; i++) out.offsets[i + 1] += out.offsets[i];
  for (const node of kept) places[node] = 0;
  return csrGraph(
    Array.from(kept, (node) => nodes[node]),
    out,
  );
}
