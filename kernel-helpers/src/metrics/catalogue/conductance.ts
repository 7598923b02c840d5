import { netsOf, potentials } from "../algorithms/conductances";
import { nodesOutside } from "../algorithms/sides";
import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

/** How well a node is connected to outside along all ways together; unlike current flow it knows how much there is. */
export const outsideConductance: MetricDefinition = defineMetric({
  name: "conductance.outside",
  title: "Conductance to outside",
  per: "node",
  unit: "B",
  formula: "1 ÷ resistance between v and all nodes outside, tied together; conductances w_ij + w_ji",
  range: "[0, ∞)",
  degenerate: "0 without a way to outside; NaN at the nodes outside.",
  source: "Klein and Randić, Resistance distance, J. Math. Chem. 12 (1993)",
  of(g) {
    const values = new Float64Array(g.nodeCount);
    const outside = new Set(nodesOutside(g));
    for (const net of netsOf(g)) {
      if (!net.nodes.some((node) => outside.has(node))) continue;
      const potential = potentials(net, outside);
      net.nodes.forEach((node, place) => (values[node] = outside.has(node) ? NaN : 1 / potential[place * (net.nodes.length + 1)]));
    }
    return values;
  },
});
