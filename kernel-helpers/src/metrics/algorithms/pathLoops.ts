import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Csr } from "../graph";
import { writeLengths, type Length } from "./lengths";

// Node has it; TypeScript declares it with the browser's types only.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

type Column =
  "rows" | "targets" | "offsets" | "reached" | "reaching" | "lengths" | "wanted" | "between" | "loads" | "distanceSums" | "nearness";

/** What assembly/paths.ts exports; its comments say what each does. A column is the address at which it lies. */
interface PathLoops extends Readonly<Record<Column, { readonly value: number }>> {
  readonly memory: { readonly buffer: ArrayBuffer };
  place(nodes: number, edges: number): void;
  start(byHops: number): void;
  sumAll(byHops: number): number;
  sumFrom(source: number, byHops: number, endpoints: number): void;
}

// Beside the compiled TypeScript, whether this file is that or is tested as it stands.
const compiled = join(__dirname, "../../../dist/metrics/paths.wasm");
let loaded: PathLoops | null = null;

/** The rows in which a path goes on from a node, and those in which it came. */
export interface Directed {
  readonly forward: Csr;
  readonly backward: Csr;
}

/** A graph in the compiled loops: good until the next one is given to them. */
export interface PlacedGraph {
  /** Sums over the paths between all pairs; returns the greatest distance. */
  sumAll(): number;
  /** Adds the paths from a source to the nodes that are wanted, or to all. */
  sumFrom(source: number, endpoints: boolean): void;
  /** How often each node ends a path: 0, until something is written here. */
  readonly wanted: Float64Array;
  /** A copy of the sums by node. */
  doubles(column: "between" | "loads" | "distanceSums" | "nearness"): Float64Array;
  words(column: "reached" | "reaching"): Uint32Array;
}

/** Gives a graph to the compiled loops, in the place of the one before. */
export function placeGraph({ forward, backward }: Directed, length: Length): PlacedGraph {
  const nodeCount = forward.offsets.length - 1;
  const edgeCount = forward.targets.length;
  loaded ??= new WebAssembly.Instance(new WebAssembly.Module(readFileSync(compiled))).exports as PathLoops;
  const loops = loaded;
  loops.place(nodeCount, edgeCount);
  const { buffer } = loops.memory;
  const doubles = (column: Column, count: number): Float64Array => new Float64Array(buffer, loops[column].value, count);
  const words = (column: Column, count: number): Uint32Array => new Uint32Array(buffer, loops[column].value, count);
  words("rows", nodeCount + 1).set(forward.offsets);
  words("targets", edgeCount).set(forward.targets);
  words("offsets", nodeCount + 1).set(backward.offsets);
  const byHops = Number(length === "hops");
  if (!byHops) writeLengths(forward, doubles("lengths", edgeCount));
  loops.start(byHops);
  return {
    sumAll: () => loops.sumAll(byHops),
    sumFrom: (source, endpoints) => loops.sumFrom(source, byHops, Number(endpoints)),
    wanted: doubles("wanted", nodeCount),
    doubles: (column) => doubles(column, nodeCount).slice(),
    words: (column) => words(column, nodeCount).slice(),
  };
}
