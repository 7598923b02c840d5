import { largestPart } from "../algorithms/components";
import { currentFlowBetween, currentFlowBetweenness } from "../algorithms/currentFlow";
import { perGraph } from "../algorithms/perGraph";
import { nodesInside, nodesOutside } from "../algorithms/sides";
import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

const source = "Brandes and Fleischer, Centrality measures based on current flow, STACS 2005";

/** How much of what any two others say could come by here, along all ways and not the shortest alone. */
export const currentFlow: MetricDefinition = defineMetric({
  name: "currentFlow",
  title: "Current-flow betweenness",
  per: "node",
  formula: "mean over pairs {s, t} without v of the current through v, a unit from s to t, conductances w_ij + w_ji",
  range: "[0, 1]",
  degenerate:
    "0 for fewer than three nodes; a pair without a way counts 0, where networkx raises (components.weak above 1 tells that there are such). networkx has it for undirected graphs: equal to its value for the summed one.",
  source,
  of: currentFlowBetweenness,
});

/**
 * At service level it is 1 for every node on the only way out: use it on instances. For other sources and targets call
 * currentFlowBetween in a metric of your own.
 */
export const outsideCurrentFlow: MetricDefinition = defineMetric({
  name: "currentFlow.outside",
  title: "Current flow to outside",
  per: "node",
  formula: "mean over s inside, t outside of the current through v, a unit from s to t, conductances w_ij + w_ji; 1 at the ends",
  range: "[0, 1]",
  degenerate: "0 when nothing is outside (not NaN, which would tell that outside is silent); a pair without a way counts 0.",
  source,
  of: perGraph((g) => currentFlowBetween(g, nodesInside(g), nodesOutside(g))),
});

/** For comparison with the predecessor's numbers alone, whose sources were the instances of one service. */
export const outsideCurrentFlowLegacy: MetricDefinition = defineMetric({
  name: "currentFlow.outside.legacy",
  title: "Current flow to outside as the predecessor had it",
  per: "node",
  formula: "½ Σ over s inside, t outside of the current through v, ½ at the ends, + 1 ÷ (2 − n), on the largest part, n its nodes",
  range: "[−1, ∞)",
  degenerate: "NaN beside the largest part, and when that has two nodes, or none outside or inside.",
  source,
  of(g) {
    const values = new Float64Array(g.nodeCount).fill(NaN);
    const part = new Set(largestPart(g));
    const [sources, targets] = [nodesInside(g), nodesOutside(g)].map((nodes) => nodes.filter((node) => part.has(node)));
    const pairs = sources.length * targets.length;
    if (pairs === 0 || part.size === 2) return values;
    const flows = currentFlowBetween(g, sources, targets);
    for (const node of part) {
      const asEnd = sources.includes(node) ? targets.length : targets.includes(node) ? sources.length : 0;
      values[node] = (flows[node] * pairs - asEnd / 2) / 2 + 1 / (2 - part.size);
    }
    return values;
  },
});
