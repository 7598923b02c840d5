import type { WindowGraph } from "../graph";

/** Which component each node is in, numbered from 0. */
export interface Components {
  readonly count: number;
  readonly of: Uint32Array;
}

/** Parts that hang together when the direction of edges is ignored. */
export const weakComponents = (graph: WindowGraph): Components => connected(graph, () => true);

/** The same, but edges without bytes hold nothing together: where bytes are weights, they weigh nothing. */
export const byteComponents = (graph: WindowGraph): Components => connected(graph, (bytes) => bytes > 0);

function connected({ nodeCount, out, in: incoming }: WindowGraph, connects: (bytes: number) => boolean): Components {
  const of = new Uint32Array(nodeCount);
  const seen = new Uint8Array(nodeCount);
  const waiting: number[] = [];
  let count = 0;
  for (let root = 0; root < nodeCount; root++) {
    if (seen[root]) continue;
    seen[root] = 1;
    waiting.push(root);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      of[node] = count;
      for (const { offsets, targets, bytes } of [out, incoming])
        for (let e = offsets[node]; e < offsets[node + 1]; e++)
          if (!seen[targets[e]] && connects(bytes[e])) {
            seen[targets[e]] = 1;
            waiting.push(targets[e]);
          }
    }
    count++;
  }
  return { count, of };
}

/** Nodes of the part, held together by edges with bytes, that has most nodes; of equal ones that with most bytes, then the first. */
export function largestPart(g: WindowGraph): number[] {
  const { count, of } = byteComponents(g);
  const [sizes, sums] = [new Uint32Array(count), new Float64Array(count)];
  for (let i = 0; i < g.nodeCount; i++) {
    sizes[of[i]]++;
    for (let e = g.out.offsets[i]; e < g.out.offsets[i + 1]; e++) sums[of[i]] += g.out.bytes[e];
  }
  let best = 0;
  for (let part = 1; part < count; part++)
    if (sizes[part] > sizes[best] || (sizes[part] === sizes[best] && sums[part] > sums[best])) best = part;
  return [...of.keys()].filter((node) => of[node] === best);
}

/**
 * Parts in which each node can be reached from each other along the edges.
 *
 * @see Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972); without recursion
 */
export function strongComponents({ nodeCount, out: { offsets, targets } }: WindowGraph): Components {
  const of = new Uint32Array(nodeCount);
  const done = new Uint8Array(nodeCount);
  /** When a node was seen first, from 1; 0 before. And the earliest seen node that it leads back to. */
  const seen = new Uint32Array(nodeCount);
  const earliest = new Uint32Array(nodeCount);
  const next = offsets.slice(0, nodeCount);
  const open: number[] = [];
  let [time, count] = [0, 0];
  for (let root = 0; root < nodeCount; root++) {
    if (seen[root]) continue;
    const path = [root];
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (!seen[node]) {
        seen[node] = earliest[node] = ++time;
        open.push(node);
      }
      if (next[node] < offsets[node + 1]) {
        const target = targets[next[node]++];
        if (!seen[target]) path.push(target);
        else if (!done[target]) earliest[node] = Math.min(earliest[node], seen[target]);
        continue;
      }
      path.pop();
      if (path.length > 0) earliest[path[path.length - 1]] = Math.min(earliest[path[path.length - 1]], earliest[node]);
      if (earliest[node] !== seen[node]) continue;
      for (let member = -1; member !== node;) {
        member = open.pop()!;
        of[member] = count;
        done[member] = 1;
      }
      count++;
    }
  }
  return { count, of };
}
