import type { WindowGraph } from "./graph";
import { medianOf } from "../table/quantile";

/** What edges usually carry. */
export interface UsualBytes {
  /** Median of the bytes of all edges of all training windows; NaN without any. */
  readonly overall: number;
  /** Median of an edge's bytes over the training windows in which it spoke; for one that never did the overall median. */
  of(source: string, destination: string): number;
}

const known = new WeakMap<readonly WindowGraph[], UsualBytes>();

/** The medians of training windows; found once for the same array, as a metric's context has it. */
export function usualBytes(training: readonly WindowGraph[]): UsualBytes {
  const before = known.get(training);
  if (before) return before;
  const byEdge = new Map<string, Map<string, number[]>>();
  const all: number[] = [];
  for (const { nodeCount, names, out } of training)
    for (let i = 0; i < nodeCount; i++) {
      const row = byEdge.get(names[i]) ?? new Map<string, number[]>();
      byEdge.set(names[i], row);
      for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) {
        const values = row.get(names[out.targets[e]]) ?? [];
        row.set(names[out.targets[e]], values);
        values.push(out.bytes[e]);
        all.push(out.bytes[e]);
      }
    }
  const overall = medianOf(all);
  const medians = new Map([...byEdge].map(([from, row]) => [from, new Map([...row].map(([to, values]) => [to, medianOf(values)]))]));
  const usual: UsualBytes = { overall, of: (source, destination) => medians.get(source)?.get(destination) ?? overall };
  known.set(training, usual);
  return usual;
}
