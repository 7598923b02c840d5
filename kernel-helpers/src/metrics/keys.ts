import { ColumnBuilder, uint32 } from "../table/builder";
import type { MetricContext, Per, WindowGraph } from "./graph";
import type { KeyedValues } from "./result";

type Keyed = Exclude<Per, "graph">;

/** The keys of all windows, as metrics per node, edge, service or pair have them: those of one `per` share them. */
export interface KeyCollector {
  /** Adds a window unless another metric has added it; returns how many keys it has. */
  add(graph: WindowGraph, context: MetricContext): number;
  /** The same for all metrics that ask. */
  finish(): Omit<KeyedValues, "per" | "values">;
}

/** @param span windows [from, to) that are added one after the other */
export function keyCollector(per: Keyed, { from, to }: { readonly from: number; readonly to: number }): KeyCollector {
  const numbers = new Map<string, number>();
  const codes = new ColumnBuilder(uint32);
  const offsets = new Uint32Array(to - from + 1);
  let [latest, count] = [from - 1, 0];
  let finished: Omit<KeyedValues, "per" | "values"> | null = null;
  return {
    add(graph, context) {
      if (context.window === latest) return count;
      latest = context.window;
      const keys = keysOf(per, graph, context);
      count = keys.length;
      for (const key of keys) {
        let number = numbers.get(key);
        if (number === undefined) numbers.set(key, (number = numbers.size));
        codes.push(number);
      }
      offsets[latest - from + 1] = codes.length;
      return count;
    },
    finish: () => (finished ??= { keys: [...numbers.keys()], offsets, codes: codes.finish() }),
  };
}

/** What a metric is asked of in a window, in the order of its values. */
export function keysOf(per: Exclude<Per, "graph">, graph: WindowGraph, context: MetricContext): readonly string[] {
  switch (per) {
    case "node":
      return graph.names;
    case "edge":
      return edgeNames(graph);
    case "service":
      return context.services.map(({ name }) => name);
    case "pair":
      return context.pairs.map(({ a, b }) => `${a} ↔ ${b}`);
  }
}

function edgeNames({ nodeCount, names, out }: WindowGraph): string[] {
  const edges: string[] = [];
  for (let i = 0; i < nodeCount; i++)
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) edges.push(`${names[i]} → ${names[out.targets[e]]}`);
  return edges;
}
