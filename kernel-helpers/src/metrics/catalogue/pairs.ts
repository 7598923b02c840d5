import type { MetricContext, MetricDefinition, WindowGraph } from "../graph";
import { defineMetric } from "../registry";
import type { ServicePair } from "../services";

/** How much of what two services say to each other is answered by as much. */
export const pairReciprocity: MetricDefinition = defineMetric({
  name: "pair.reciprocity",
  title: "Weighted reciprocity between two services",
  per: "pair",
  formula: "Σ min(w_ij, w_ji) ÷ Σ w_ij, over ordered pairs i ≠ j with one in either service (within one: both in it)",
  range: "[0, 1]",
  degenerate: "NaN when only self-loops speak; pairs that do not speak have no value.",
  source: "Squartini et al., Reciprocity of weighted networks, Sci. Rep. 3 (2013), eq. 4",
  of: (graph, context) =>
    overPairs(context, (pair) => {
      let [matched, total] = [0, 0];
      for (const { i, j, bytes } of edgesBetween(graph, pair)) {
        matched += Math.min(bytes, graph.bytesBetween(j, i));
        total += bytes;
      }
      return matched / total;
    }),
});

/** How many of the edges that there could be between the instances of two services there are. */
export const pairDensity: MetricDefinition = defineMetric({
  name: "pair.density",
  title: "Density between two services",
  per: "pair",
  formula: "m_ab ÷ (2 n_a n_b), within one service m_aa ÷ (n_a (n_a − 1)); n the nodes that existed, virtual IPs included; no self-loops",
  range: "[0, 1]",
  degenerate: "NaN within a service of one node; pairs that do not speak have no value.",
  of: (graph, context) =>
    overPairs(context, (pair) => {
      const [a, b] = pair.existing;
      return edgesBetween(graph, pair).length / (pair.a === pair.b ? a * (a - 1) : 2 * a * b);
    }),
});

/** Whether instances of one service spread evenly what they say to those of another. */
export const pairVariation: MetricDefinition = defineMetric({
  name: "pair.variation",
  title: "Coefficient of variation of edges between two services",
  per: "pair",
  formula:
    "standard deviation (of a population) ÷ mean of w_ij over the instances i of the first and j ≠ i of the second service that existed, 0 for silent pairs",
  range: "[0, ∞)",
  degenerate: "NaN for a single pair of instances, and when the first says nothing to the second.",
  of: (graph, context) => overPairs(context, (pair) => variation(graph, pair, "forward")),
});

/** The same for what the second service says to the first. */
export const pairVariationBack: MetricDefinition = defineMetric({
  name: "pair.variation.back",
  title: "Coefficient of variation of edges back between two services",
  per: "pair",
  formula: "as pair.variation, for w_ji",
  range: "[0, ∞)",
  degenerate: "NaN for a single pair of instances, and when the second says nothing to the first.",
  of: (graph, context) => overPairs(context, (pair) => variation(graph, pair, "back")),
});

const overPairs = ({ pairs }: MetricContext, of: (pair: ServicePair) => number): Float64Array => Float64Array.from(pairs, of);

function variation(graph: WindowGraph, pair: ServicePair, direction: "forward" | "back"): number {
  const [a, b] = pair.instances;
  const count = pair.a === pair.b ? a * (a - 1) : a * b;
  const first = new Set(pair.nodes[direction === "forward" ? 0 : 1]);
  const bytes = edgesBetween(graph, pair)
    .filter(({ i, j }) => first.has(i) && graph.kinds[i] !== "vip" && graph.kinds[j] !== "vip")
    .map((edge) => edge.bytes);
  const mean = bytes.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2 || mean === 0) return NaN;
  const squares = bytes.reduce((sum, value) => sum + (value - mean) ** 2, (count - bytes.length) * mean ** 2);
  return Math.sqrt(squares / count) / mean;
}

/** Edges from one of the two services to the other, in both directions; without self-loops. */
function edgesBetween({ out }: WindowGraph, { a, b, nodes }: ServicePair): { i: number; j: number; bytes: number }[] {
  const edges: { i: number; j: number; bytes: number }[] = [];
  const add = (from: readonly number[], to: ReadonlySet<number>): void => {
    for (const i of from)
      for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) {
        const j = out.targets[e];
        if (j !== i && to.has(j)) edges.push({ i, j, bytes: out.bytes[e] });
      }
  };
  add(nodes[0], new Set(nodes[1]));
  if (a !== b) add(nodes[1], new Set(nodes[0]));
  return edges;
}
