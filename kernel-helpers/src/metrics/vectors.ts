import type { VectorSeries } from "./graph";
import type { MetricResult } from "./result";

/** The values per node of a metric as vectors over all nodes that ever occur; absent nodes are 0. */
export function vectorsOf({ values }: MetricResult, windowCount: number): VectorSeries {
  if (values.per === "graph") throw new TypeError("a metric of the whole graph has no vectors");
  const { keys, offsets, codes } = values;
  return {
    windowCount,
    nodes: keys,
    at(window) {
      const vector = new Float64Array(keys.length);
      for (let i = offsets[window]; i < offsets[window + 1]; i++) vector[codes[i]] = values.values[i];
      return vector;
    },
  };
}
