import type { WindowGraph } from "../graph";
import { groundedPotentials, netsOf, type Net } from "./conductances";

/**
 * Current-flow betweenness of each node: the mean over all pairs of other nodes of the current through it when a unit flows from one
 * to the other. In [0, 1]; a pair without a way counts 0; 0 where there are fewer than three nodes.
 *
 * Directions are ignored: the conductance between i and j is w_ij + w_ji.
 *
 * @see Brandes and Fleischer, "Centrality measures based on current flow", STACS 2005
 */
export function currentFlowBetweenness(graph: WindowGraph): Float64Array {
  const { nodeCount } = graph;
  const flows = new Float64Array(nodeCount);
  const pairs = ((nodeCount - 1) * (nodeCount - 2)) / 2;
  if (pairs <= 0) return flows;
  for (const net of netsOf(graph)) {
    const size = net.nodes.length;
    addThroughput(net, flows, (drops) => {
      // Σ_{s<t} |r_s − r_t|: the m-th of the sorted numbers is added m times and subtracted size − 1 − m times.
      drops.sort();
      let sum = 0;
      for (let m = 0; m < size; m++) sum += drops[m] * (2 * m - size + 1);
      return sum;
    });
    // Half a unit for each pair that the node itself is an end of.
    for (const node of net.nodes) flows[node] = Math.max(flows[node] - (size - 1) / 2, 0);
  }
  return flows.map((flow) => flow / pairs);
}

/**
 * The same for pairs of a source and a target: the mean over the pairs of the current through each node; it is 1 at the two ends of a
 * pair. In [0, 1]; a pair without a way counts 0; all are 0 when there is no pair.
 */
export function currentFlowBetween(graph: WindowGraph, sources: readonly number[], targets: readonly number[]): Float64Array {
  const flows = new Float64Array(graph.nodeCount);
  let pairs = 0;
  for (const s of sources) for (const t of targets) if (s !== t) pairs++;
  if (pairs === 0) return flows;
  for (const net of netsOf(graph)) {
    const [from, to] = [sources, targets].map((nodes) => nodes.filter((node) => net.places.has(node)).map((node) => net.places.get(node)!));
    if (from.length === 0 || to.length === 0) continue;
    addThroughput(net, flows, (drops) => {
      let sum = 0;
      for (const s of from) for (const t of to) sum += Math.abs(drops[s] - drops[t]);
      return sum;
    });
    for (const s of from)
      for (const t of to)
        if (s !== t) {
          flows[net.nodes[s]] += 1 / 2;
          flows[net.nodes[t]] += 1 / 2;
        }
  }
  return flows.map((flow) => flow / pairs);
}

/**
 * Adds half of the current on all edges of each node. `currents` is given what a unit that flows in at each place makes flow through an
 * edge, and returns the current for all pairs.
 */
function addThroughput(net: Net, flows: Float64Array, currents: (drops: Float64Array) => number): void {
  const { nodes, places, edges } = net;
  const { offsets, targets, bytes } = edges;
  const size = nodes.length;
  if (size < 2) return;
  const potential = groundedPotentials(net);
  const drops = new Float64Array(size);
  nodes.forEach((node, place) => {
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      if (targets[e] < node || bytes[e] === 0) continue;
      const other = places.get(targets[e])!;
      for (let at = 0; at < size; at++) drops[at] = bytes[e] * (potential[place * size + at] - potential[other * size + at]);
      const current = currents(drops);
      flows[node] += current / 2;
      flows[targets[e]] += current / 2;
    }
  });
}
