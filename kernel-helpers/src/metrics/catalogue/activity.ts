import { largestPart } from "../algorithms/components";
import { principalVector } from "../algorithms/principalVector";
import { rowsAmong } from "../algorithms/sparseRows";
import { undirected } from "../algorithms/undirected";
import type { MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

/** Of raw bytes it would see the two busiest nodes alone: hence the logarithm. */
export const activity: MetricDefinition = defineMetric({
  name: "activity",
  title: "Activity vector",
  per: "node",
  formula: "principal eigenvector of log(1 + w_ij + w_ji), i ≠ j, |x| = 1, on the weakly connected part with most nodes; 0 elsewhere",
  range: "[0, 1]",
  degenerate:
    "NaN when no part has two nodes, and when the two largest eigenvalues agree within 1e-6; of equal parts that with most bytes, then the first.",
  source: "Idé and Kashima, Eigenspace-based anomaly detection in computer systems, KDD 2004",
  of(g) {
    const members = largestPart(g);
    const values = new Float64Array(g.nodeCount);
    if (members.length < 2) return values.fill(NaN);
    const { vector } = principalVector(rowsAmong(undirected(g), members, Math.log1p));
    if (!vector) return values.fill(NaN);
    members.forEach((node, place) => (values[node] = vector[place]));
    return values;
  },
});
