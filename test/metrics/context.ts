import type { MetricContext, WindowGraph } from "../../kernel-helpers/src/metrics/graph";
import { pairsOf, servicesOf } from "../../kernel-helpers/src/metrics/services";

/** What lies around a graph that is alone: nothing before it, no training, and its nodes are those that existed. */
export function alone(graph: WindowGraph, more: Partial<MetricContext> = {}): MetricContext {
  const nodes = graph.names.map((name, i) => ({ name, kind: graph.kinds[i], service: graph.services[i] }));
  const [services, pairs] = [servicesOf(graph, nodes), pairsOf(graph, nodes)];
  return { previous: [], window: 0, every: 1, alive: [], services, pairs, training: [], ...more };
}
