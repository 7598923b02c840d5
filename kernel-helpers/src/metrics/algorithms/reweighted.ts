import { csrGraph } from "../../edges/graph";
import type { WindowGraph } from "../graph";

/** The same graph with other weights in the place of bytes, to be used where a metric takes its weights from: `weight(bytes, i, j)`. */
export function reweighted(graph: WindowGraph, weight: (bytes: number, i: number, j: number) => number): WindowGraph {
  const { names, kinds, services, out, nodeCount } = graph;
  const bytes = new Float64Array(out.bytes.length);
  for (let i = 0; i < nodeCount; i++)
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) bytes[e] = weight(out.bytes[e], i, out.targets[e]);
  return csrGraph(
    names.map((name, i) => ({ name, kind: kinds[i], service: services[i] })),
    { ...out, bytes },
  );
}
