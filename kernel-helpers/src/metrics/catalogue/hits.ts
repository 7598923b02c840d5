import { denseMatrix } from "../algorithms/linearSystem";
import { perGraph } from "../algorithms/perGraph";
import { leastGap, principalVector, type Principal } from "../algorithms/principalVector";
import { sparseRows } from "../algorithms/sparseRows";
import type { Csr, MetricDefinition } from "../graph";
import { defineMetric } from "../registry";

const about = {
  per: "node",
  range: "[0, 1], sum 1",
  degenerate:
    "NaN for a silent window, and when the squares of the two largest singular values agree within 1e-6: symmetric trees have no single answer. networkx answers with one of the many.",
  source: "Kleinberg, Authoritative sources in a hyperlinked environment, J. ACM 46 (1999)",
} as const;

/** Who sends much to those who receive much. */
export const hub: MetricDefinition = defineMetric({
  ...about,
  name: "hits.hub",
  title: "Hub score",
  formula: "h_i = Σ_jk w_ij w_kj h_k ÷ σ², σ the largest singular value of w, Σ h = 1",
  of: (g) => scores(g).hub,
});

/** Who receives much from those who send much. */
export const authority: MetricDefinition = defineMetric({
  ...about,
  name: "hits.authority",
  title: "Authority score",
  formula: "a_i = Σ_jk w_ji w_jk a_k ÷ σ², σ the largest singular value of w, Σ a = 1",
  of: (g) => scores(g).authority,
});

/** Both at once: authorities are what hubs send to. */
const scores = perGraph(({ out, nodeCount }): { hub: Float64Array; authority: Float64Array } => {
  const hub = leading(out, nodeCount);
  const authority = new Float64Array(nodeCount);
  let sum = 0;
  for (let i = 0; i < nodeCount; i++)
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) {
      authority[out.targets[e]] += out.bytes[e] * hub[i];
      sum += out.bytes[e] * hub[i];
    }
  return { hub, authority: Number.isNaN(sum) || sum === 0 ? authority.fill(NaN) : authority.map((value) => value / sum) };
});

/** The leading left singular vector of a matrix, of sum 1: that of the part with the largest singular value, 0 in the others. */
function leading(rows: Csr, nodeCount: number): Float64Array {
  const [first, second] = parts(rows, nodeCount)
    .map((nodes) => principal(rows, nodes))
    .sort((a, b) => b.value - a.value);
  const values = new Float64Array(nodeCount);
  if (!first?.vector || (second && first.value - second.value <= leastGap * first.value)) return values.fill(NaN);
  const sum = first.vector.reduce((total, value) => total + value, 0);
  first.nodes.forEach((node, place) => (values[node] = first.vector![place] / sum));
  return values;
}

/** Groups of nodes with edges that share the nodes at the other end. */
function parts({ offsets, targets }: Csr, nodeCount: number): number[][] {
  const groups = Int32Array.from({ length: 2 * nodeCount }, (_, i) => i);
  const root = (i: number): number => (groups[i] === i ? i : (groups[i] = root(groups[i])));
  for (let i = 0; i < nodeCount; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) groups[root(nodeCount + targets[e])] = root(i);
  const members = new Map<number, number[]>();
  for (let i = 0; i < nodeCount; i++) {
    if (offsets[i + 1] === offsets[i]) continue;
    const group = members.get(root(i));
    if (group) group.push(i);
    else members.set(root(i), [i]);
  }
  return [...members.values()];
}

/** Principal eigenvector of the inner products of the nodes' rows, and its eigenvalue: the square of a singular value. */
function principal({ offsets, targets, bytes }: Csr, nodes: readonly number[]): Principal & { readonly nodes: readonly number[] } {
  const size = nodes.length;
  const products = denseMatrix(size);
  /** The places whose rows have an edge to a target, and its bytes: each pair of them adds to one product. */
  const columns = new Map<number, { place: number; value: number }[]>();
  nodes.forEach((node, place) => {
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      const column = columns.get(targets[e]) ?? [];
      columns.set(targets[e], column);
      column.push({ place, value: bytes[e] });
    }
  });
  for (const column of columns.values())
    for (const one of column) for (const other of column) products[one.place * size + other.place] += one.value * other.value;
  return { nodes, ...principalVector(sparseRows(products, size)) };
}
