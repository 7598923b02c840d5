import type { Csr, WindowGraph } from "../graph";
import { byteComponents } from "./components";
import { denseMatrix, inverseOf } from "./linearSystem";
import { perGraph } from "./perGraph";
import { undirected } from "./undirected";

/** A connected part of a window's graph as a net of resistors: w_ij + w_ji is the conductance between i and j. */
export interface Net {
  /** Node numbers in the window's graph, ascending. */
  readonly nodes: readonly number[];
  /** Place in `nodes` of each node of the window's graph that is in it. */
  readonly places: ReadonlyMap<number, number>;
  /** Of the whole window: neighbours of each node, `bytes` are the conductances. */
  readonly edges: Csr;
}

/** The connected parts of a window's graph. Self-loops carry no current, nor do edges without bytes. */
export const netsOf: (graph: WindowGraph) => Net[] = perGraph((graph) => {
  const edges = undirected(graph);
  const { count, of } = byteComponents(graph);
  const parts = Array.from({ length: count }, (): number[] => []);
  of.forEach((part, node) => parts[part].push(node));
  return parts.map((nodes) => ({ nodes, places: new Map(nodes.map((node, place) => [node, place])), edges }));
});

const known = new WeakMap<Net, Float64Array>();

/** The potentials with the place of the most conductance grounded: several metrics need them. */
export function groundedPotentials(net: Net): Float64Array {
  const found = known.get(net) ?? potentials(net, new Set([heaviest(net)]));
  known.set(net, found);
  return found;
}

/** Behind a thin edge to the ground all potentials would be great and nearly the same, and currents, which are their differences, lose digits. */
function heaviest({ nodes, edges: { offsets, bytes } }: Net): number {
  const conductance = (node: number): number => bytes.subarray(offsets[node], offsets[node + 1]).reduce((sum, one) => sum + one, 0);
  const conductances = nodes.map(conductance);
  return nodes[conductances.indexOf(Math.max(...conductances))];
}

/**
 * Potential at each place of the net (row) when a unit of current flows in at a place (column) and out at the grounded ones, which have
 * potential 0: the inverse of the Laplacian without the grounded rows and columns.
 */
export function potentials({ nodes, places, edges: { offsets, targets, bytes } }: Net, grounded: ReadonlySet<number>): Float64Array {
  const size = nodes.length;
  const free = nodes.flatMap((node, place) => (grounded.has(node) ? [] : [place]));
  const rowOf = new Map(free.map((place, row) => [place, row]));
  const [inverse, laplacian] = [denseMatrix(size), denseMatrix(free.length)];
  free.forEach((place, row) => {
    for (let e = offsets[nodes[place]]; e < offsets[nodes[place] + 1]; e++) {
      laplacian[row * free.length + row] += bytes[e];
      const column = rowOf.get(places.get(targets[e])!);
      if (column !== undefined) laplacian[row * free.length + column] -= bytes[e];
    }
  });
  const reduced = inverseOf(laplacian, free.length);
  free.forEach((place, row) => {
    for (let at = 0; at < free.length; at++) inverse[place * size + free[at]] = reduced[row * free.length + at];
  });
  return inverse;
}
