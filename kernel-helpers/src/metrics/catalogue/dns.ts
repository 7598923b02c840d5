import { resolvesNames } from "../services";
import type { MetricContext, MetricDefinition, WindowGraph } from "../graph";
import { defineMetric } from "../registry";

const degenerate = "NaN when no service that is called dns, coredns, kube-dns or resolver existed; log(1 ÷ 1) = 0 when it was silent.";

/** Questions that the resolver passes on, against those that it is asked: names that are never asked twice cannot be answered from memory. */
export const dnsRatioOut: MetricDefinition = defineMetric({
  name: "dns.ratio.out",
  title: "DNS to outside, against DNS asked",
  formula: "log((a + 1) ÷ (b + 1)), a the bytes from DNS to outside, b those from all others inside to DNS",
  range: "(−∞, ∞)",
  degenerate,
  of: (graph, context) => ratio(graph, context, (sums) => sums.out),
});

/** Answers that the resolver gets from outside, against questions that it is asked. */
export const dnsRatioIn: MetricDefinition = defineMetric({
  name: "dns.ratio.in",
  title: "DNS from outside, against DNS asked",
  formula: "log((a + 1) ÷ (b + 1)), a the bytes from outside to DNS, b those from all others inside to DNS",
  range: "(−∞, ∞)",
  degenerate,
  of: (graph, context) => ratio(graph, context, (sums) => sums.in),
});

interface DnsBytes {
  out: number;
  in: number;
  asked: number;
}

function ratio(graph: WindowGraph, { services }: MetricContext, numerator: (sums: DnsBytes) => number): number {
  const isDns = graph.services.map(resolvesNames);
  if (!isDns.includes(true) && !services.some(({ name }) => resolvesNames(name))) return NaN;
  const sums: DnsBytes = { out: 0, in: 0, asked: 0 };
  const { offsets, targets, bytes } = graph.out;
  for (let i = 0; i < graph.nodeCount; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const j = targets[e];
      if (isDns[i] && graph.kinds[j] === "outside") sums.out += bytes[e];
      if (!isDns[j] || isDns[i]) continue;
      if (graph.kinds[i] === "outside") sums.in += bytes[e];
      else sums.asked += bytes[e];
    }
  return Math.log((numerator(sums) + 1) / (sums.asked + 1));
}
