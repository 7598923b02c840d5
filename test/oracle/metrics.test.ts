import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { density, strengthIn, strengthOut, weightedReciprocity } from "../../kernel-helpers/src/metrics/catalogue";
import type { MetricDefinition } from "../../kernel-helpers/src/metrics/graph";
import { type Edge, graphOf } from "../metrics/graphs";
import { draws } from "../pcap/random";

interface Answer {
  readonly names: string[];
  readonly density: number;
  readonly out: number[];
  readonly in: number[];
  readonly reciprocity: number | null;
}

function networkx(graphs: readonly (readonly Edge[])[]): Answer[] {
  const python = join(__dirname, "../../.venv/bin/python");
  if (!existsSync(python))
    throw new Error("this test needs networkx in .venv: npm test installs it, or pip install networkx==3.6.1 numpy==2.4.6");
  return JSON.parse(
    execFileSync(python, [join(__dirname, "metrics.py")], { input: JSON.stringify(graphs), encoding: "utf8", maxBuffer: 1 << 28 }),
  ) as Answer[];
}

/** Of 1 to 60 nodes, sparse to dense, with self-loops, in pieces. */
function randomGraph(seed: number): Edge[] {
  const { whole, next } = draws(seed);
  const nodes = whole(1, 60);
  const share = next() ** 2;
  const edges: Edge[] = [];
  for (let i = 0; i < nodes; i++) for (let j = 0; j < nodes; j++) if (next() < share) edges.push([`n${i}`, `n${j}`, whole(1, 1e9)]);
  return edges.length > 0 ? edges : [["n0", "n0", 1]];
}

test("density, strengths and weighted reciprocity of 300 random graphs equal networkx's and numpy's", () => {
  const graphs = Array.from({ length: 300 }, (_, seed) => randomGraph(seed));
  const answers = networkx(graphs);
  const nothing = { previous: [], window: 0, alive: [] };
  graphs.forEach((edges, i) => {
    const graph = graphOf(edges);
    const value = (metric: MetricDefinition) => metric.of(graph, nothing);
    expect(graph.names).toEqual(answers[i].names);
    expect(value(density)).toBeCloseTo(answers[i].density, 12);
    expect(value(strengthOut)).toEqual(Float64Array.from(answers[i].out));
    expect(value(strengthIn)).toEqual(Float64Array.from(answers[i].in));
    const { reciprocity } = answers[i];
    if (reciprocity === null) expect(value(weightedReciprocity)).toBeNaN();
    else expect(value(weightedReciprocity)).toBeCloseTo(reciprocity, 12);
  });
});
