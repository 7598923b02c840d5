import type { WindowGraph } from "./graph";
import { medianOf } from "./median";

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
  const byEdge = new Map<string, number[]>();
  const all: number[] = [];
  for (const { nodeCount, names, out } of training)
    for (let i = 0; i < nodeCount; i++)
      for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) {
        const edge = `${names[i]} → ${names[out.targets[e]]}`;
        const values = byEdge.get(edge) ?? [];
        byEdge.set(edge, values);
        values.push(out.bytes[e]);
        all.push(out.bytes[e]);
      }
  const overall = medianOf(all);
  const medians = new Map([...byEdge].map(([edge, values]) => [edge, medianOf(values)]));
  const usual: UsualBytes = { overall, of: (source, destination) => medians.get(`${source} → ${destination}`) ?? overall };
  known.set(training, usual);
  return usual;
}
