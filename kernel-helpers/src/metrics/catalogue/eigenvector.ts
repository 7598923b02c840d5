import { strongComponents } from "../algorithms/components";
import { principalVector } from "../algorithms/principalVector";
import { rowsAmong } from "../algorithms/sparseRows";
import type { MetricDefinition, WindowGraph } from "../graph";
import { defineMetric } from "../registry";

/** Who is spoken to by those who are spoken to. */
export const eigenvector: MetricDefinition = defineMetric({
  name: "eigenvector",
  title: "Eigenvector centrality",
  per: "node",
  formula: "x_i = Σ_j a_ji x_j ÷ λ, λ the largest eigenvalue, |x| = 1, on the strongly connected part with most bytes; 0 elsewhere",
  range: "[0, 1]",
  degenerate:
    "NaN when no strongly connected part has two nodes, and when the two largest eigenvalues agree within 1e-6. networkx takes the whole graph, and raises or depends on its start when that is not strongly connected.",
  source: "Bonacich, Power and centrality, Am. J. Sociol. 92 (1987)",
  of(g) {
    const members = busiestPart(g);
    if (members.length === 0) return new Float64Array(g.nodeCount).fill(NaN);
    const values = new Float64Array(g.nodeCount);
    const { vector } = principalVector(rowsAmong(g.in, members, () => 1));
    members.forEach((node, place) => (values[node] = vector ? vector[place] : NaN));
    return vector ? values : values.fill(NaN);
  },
});

/** Nodes of the strongly connected part of at least two nodes with most bytes inside; of equal ones that with the first node. */
function busiestPart(g: WindowGraph): number[] {
  const { count, of } = strongComponents(g);
  const bytes = new Float64Array(count);
  const sizes = new Uint32Array(count);
  for (let i = 0; i < g.nodeCount; i++) {
    sizes[of[i]]++;
    for (let e = g.out.offsets[i]; e < g.out.offsets[i + 1]; e++) if (of[g.out.targets[e]] === of[i]) bytes[of[i]] += g.out.bytes[e];
  }
  let best = -1;
  for (const part of of) if (sizes[part] > 1 && (best < 0 || bytes[part] > bytes[best])) best = part;
  return [...of.keys()].filter((node) => of[node] === best);
}
