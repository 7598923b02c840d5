import { windowGraph, type WindowGraph } from "../../kernel-helpers/src/edges/graph";
import type { NodeKind } from "../../kernel-helpers/src/edges/node";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EdgeOptions } from "../../kernel-helpers/src/edges/options";
import type { EdgeTable } from "../../kernel-helpers/src/edges/table";
import { type Frame, fileOf, frame, pcap } from "../pcap/files";
import { ipv4 } from "../pcap/packets";

export type Edge = readonly [source: string, destination: string, bytes: number];

/** The graph that the golden values of the reference are of. */
export const golden: readonly Edge[] = [
  ["a.1", "b.1", 100],
  ["b.1", "a.1", 40],
  ["a.1", "b.2", 60],
  ["b.2", "c.1", 30],
  ["c.1", "a.1", 10],
  ["c.1", "b.2", 5],
];

/** A window's graph of named edges, each once. */
export function graphOf(edges: readonly Edge[], kinds: Readonly<Record<string, NodeKind>> = {}): WindowGraph {
  const names = [...new Set(edges.flatMap(([source, destination]) => [source, destination]))].sort();
  const inputs = edges.map(([source, destination, bytes]) => ({
    source: names.indexOf(source),
    destination: names.indexOf(destination),
    bytes,
    frames: 1,
  }));
  inputs.sort((a, b) => a.source - b.source || a.destination - b.destination);
  return windowGraph(
    names.map((name) => ({ name, kind: kinds[name] ?? "instance" })),
    inputs,
  );
}

/** An edge table of 1 s windows: for each the bytes that host 10.0.0.(i + 1) sends to 10.0.0.100. Raw IP, so at least 20. */
export async function tableOfVectors(vectors: readonly (readonly number[])[], options: EdgeOptions = {}): Promise<EdgeTable> {
  const start = 1700000000;
  const frames: Frame[] = vectors.flatMap((vector, window) =>
    vector.flatMap((bytes, i) => (bytes > 0 ? [frame(start + window, 0, ipv4(`10.0.0.${i + 1}`, "10.0.0.100", bytes - 20))] : [])),
  );
  return readEdges([{ file: fileOf(pcap(frames, { linkType: 101 })), from: start, to: start + vectors.length }], {
    every: 1,
    origin: start,
    until: start + vectors.length,
    ...options,
  });
}
