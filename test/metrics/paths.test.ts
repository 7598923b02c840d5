import { expect, test } from "vitest";
import { betweennessCentrality } from "../../kernel-helpers/src/metrics/algorithms/betweenness";
import { pathSums } from "../../kernel-helpers/src/metrics/algorithms/pathSums";
import { windowGraph } from "../../kernel-helpers/src/edges/graph";

/** Nodes 0, 1, … and edges [from, to, bytes], sorted. */
function graphOf(size: number, edges: readonly (readonly [number, number, number])[]) {
  const nodes = Array.from({ length: size }, (_, i) => ({ name: `n${i}`, kind: "instance" as const }));
  return windowGraph(
    nodes,
    edges.map(([source, destination, bytes]) => ({ source, destination, bytes, frames: 1 })),
  );
}

test("no path takes an edge without bytes, or with what is no number of bytes", () => {
  for (const bytes of [0, NaN, -3]) {
    // 0 → 1 → 2 is the one way with a length, 1/2 + 1/4; 0 → 2 and 2 → 0 have none.
    const { between, distances, reaching } = pathSums(graphOf(3, [[0, 1, 2], [0, 2, bytes], [1, 2, 4], [2, 0, bytes]]), "inverseBytes"); // prettier-ignore
    expect([...between]).toEqual([0, 1, 0]);
    expect([...reaching]).toEqual([0, 1, 2]);
    expect([...distances]).toEqual([0, 1 / 2, 3 / 4 + 1 / 4]);
  }
});

test("a graph is not told from another by what was searched before", () => {
  const line = () => graphOf(4, [[0, 1, 5], [1, 2, 5], [2, 3, 5]]); // prettier-ignore
  const clique = graphOf(
    40,
    Array.from({ length: 1600 }, (_, e) => [Math.floor(e / 40), e % 40, 1 + (e % 7)] as const),
  );
  for (const length of ["hops", "inverseBytes"] as const) {
    const before = pathSums(line(), length);
    betweennessCentrality(clique, { length, sources: [1, 2], targets: [3] });
    pathSums(clique, length);
    expect(pathSums(line(), length)).toEqual(before);
    // Node 1 is on the paths from 0 to 2 and 3, node 2 on those from 0 and 1 to 3.
    expect([...before.between]).toEqual([0, 2, 2, 0]);
    expect([...betweennessCentrality(line(), { length, targets: [3] })]).toEqual([0, 1 / 6, 2 / 6, 0]);
  }
});
