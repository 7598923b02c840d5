import type { VectorSeries } from "./graph";
import type { MetricResult } from "./result";

/** The values of a metric as vectors: per node over all nodes that ever occur, absent nodes are 0; of the whole graph over one place without a name. */
export function vectorsOf({ values }: MetricResult, windowCount: number): VectorSeries {
  if (values.per === "graph") return { windowCount, nodes: [""], at: (window) => values.values.slice(window, window + 1) };
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
