import louvain from "graphology-communities-louvain";
import { randomStream } from "../../runfolder/random";
import type { WindowGraph } from "../graph";

/**
 * Communities of a graph by Louvain's method, numbered from 0, for each node. Which of several good partitions is found depends on the
 * order in which nodes are tried: it is the same for the same graph and seed.
 *
 * @see Blondel et al., "Fast unfolding of communities in large networks", J. Stat. Mech. (2008) P10008
 */
export function communitiesOf(graph: WindowGraph, seed = 1): Uint32Array {
  const whole = graph.out.bytes.some((bytes) => bytes > 0);
  if (!whole) return Uint32Array.from(graph.names.keys());
  const found = louvain(graph.toGraphology(), { getEdgeWeight: "bytes", rng: randomStream(seed, "louvain") });
  return Uint32Array.from(graph.names, (name) => found[name]);
}

/**
 * Modularity of a partition: the share of bytes within its parts, less what that share would be if each node spoke to the others by how
 * much they receive. Q = Σ_ij (w_ij ÷ W − s_i^out s_j^in ÷ W²) [same part], in [−1/2, 1); self-loops count; NaN without bytes.
 *
 * @param parts the number of the part of each node
 * @see Leicht and Newman, "Community structure in directed networks", Phys. Rev. Lett. 100 (2008) 118703
 */
export function modularityOf({ nodeCount, out: { offsets, targets, bytes } }: WindowGraph, parts: ArrayLike<number>): number {
  const count = 1 + Math.max(-1, ...Array.from(parts));
  const [sent, received] = [new Float64Array(count), new Float64Array(count)];
  let [within, total] = [0, 0];
  for (let i = 0; i < nodeCount; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const [a, b] = [parts[i], parts[targets[e]]];
      total += bytes[e];
      sent[a] += bytes[e];
      received[b] += bytes[e];
      if (a === b) within += bytes[e];
    }
  const expected = sent.reduce((sum, value, part) => sum + (value / total) * (received[part] / total), 0);
  return total > 0 ? within / total - expected : NaN;
}
