import { perGraph } from "../algorithms/perGraph";
import { nodesThat } from "../algorithms/nodesThat";
import { currentFlowBetween, currentFlowBetweenness } from "../algorithms/currentFlow";
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
    "0 for fewer than three nodes; a pair without a way counts 0, where networkx raises. networkx has it for undirected graphs: equal to its value for the summed one.",
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
  of: perGraph((g) =>
    currentFlowBetween(
      g,
      nodesThat(g, (kind) => kind !== "outside" && kind !== "client"),
      nodesThat(g, (kind) => kind === "outside"),
    ),
  ),
});
