import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { windowGraph, type WindowGraph } from "../../kernel-helpers/src/edges/graph";
import type { NodeKind } from "../../kernel-helpers/src/edges/node";
import { draws } from "../pcap/random";

export type Answer = Readonly<Record<string, number | null | readonly (number | null)[]>>;

/** A graph as both sides are given it: nodes sorted by name, edges by source and destination. */
export interface OracleGraph {
  readonly nodes: readonly (readonly [name: string, kind: NodeKind])[];
  readonly edges: readonly (readonly [source: string, destination: string, bytes: number, frames: number])[];
}

/** What networkx and numpy say of the graphs, by one Python. */
export const askNetworkx = (graphs: readonly OracleGraph[]): Answer[] => askPython("metrics.py", graphs) as Answer[];

/** What a script of this folder answers to a question, both as JSON. */
export function askPython(script: string, question: unknown): unknown {
  const python = join(__dirname, "../../.venv/bin/python");
  if (!existsSync(python))
    throw new Error("this test needs networkx in .venv: npm test installs it, or pip install networkx==3.6.1 numpy==2.4.6");
  const options = { input: JSON.stringify(question), encoding: "utf8", maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync(python, [join(__dirname, script)], options));
}

export function toWindowGraph({ nodes, edges }: OracleGraph): WindowGraph {
  const places = new Map(nodes.map(([name], i) => [name, i]));
  return windowGraph(
    nodes.map(([name, kind]) => ({
      name,
      kind,
      service: kind === "instance" || kind === "vip" ? `s${Number(name.slice(1)) % 4}` : undefined,
    })),
    edges.map(([source, destination, bytes, frames]) => ({
      source: places.get(source)!,
      destination: places.get(destination)!,
      bytes,
      frames,
    })),
  );
}

/**
 * A graph of 1 to 60 nodes: in one to four pieces, sparse to dense, with self-loops, some edges answered, weights that tie (divisors of
 * 12) or hardly do, some nodes outside, some virtual IPs. Node n07 is of service s3: the rest of its number by 4.
 */
export function randomGraph(seed: number): OracleGraph {
  const { whole, next, pick } = draws(seed);
  const count = whole(1, pick([4, 12, 30, 60]));
  const pieces = next() < 0.3 ? whole(2, 4) : 1;
  const share = next() ** 2 * (count > 20 ? 0.5 : 1);
  const answered = next();
  const size = pick([() => pick([1, 2, 3, 4, 6, 12]), () => whole(1, 1000), () => 120]);
  const name = (i: number): string => `n${String(i).padStart(2, "0")}`;
  const sizes = new Map<string, number>();
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      if (i % pieces !== j % pieces || next() >= share) continue;
      sizes.set(`${name(i)} ${name(j)}`, size());
      if (next() < answered) sizes.set(`${name(j)} ${name(i)}`, size());
    }
  if (sizes.size === 0) sizes.set("n00 n00", size());
  const edges = [...sizes].map(([pair, bytes]) => [...(pair.split(" ") as [string, string]), bytes, whole(1, 3)] as const);
  edges.sort(([a, b], [c, d]) => (a + b < c + d ? -1 : 1));
  const names = [...new Set(edges.flatMap(([source, destination]) => [source, destination]))].sort();
  return {
    nodes: names.map((node) => [node, next() < 0.15 ? "outside" : next() < 0.1 ? "client" : next() < 0.1 ? "vip" : "instance"]),
    edges,
  };
}
