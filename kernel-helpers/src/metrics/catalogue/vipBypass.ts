import { perGraph } from "../algorithms/perGraph";
import type { MetricContext, MetricDefinition, WindowGraph } from "../graph";
import { defineMetric } from "../registry";
import { resolvesNames } from "../services";

const degenerate =
  "NaN when no virtual IP spoke to an instance, or no instance to another: the capture shows one side of the address translation only.";

/**
 * Address translation shows each byte of a call twice, from the caller to the virtual IP and from the caller to the instance behind it.
 * What went to the instances alone never went by the virtual IP. At level instance, of captures that show both sides.
 */
export const vipBypass: MetricDefinition = defineMetric({
  name: "vip.bypass",
  title: "Traffic between instances that bypasses virtual IPs",
  unit: "B",
  formula:
    "Σ |d|, d = w(p, v) − Σ_{q of v's service} w(p, q), over edges between an instance p and a virtual IP v, each direction apart; without those of DNS",
  range: "[0, ∞)",
  degenerate,
  of: (graph, context) => bypassed(graph, context)?.absolute ?? NaN,
});

/** The same with its sign: below 0 when more went to the instances than to the virtual IPs. */
export const vipBypassSigned: MetricDefinition = defineMetric({
  name: "vip.bypass.signed",
  title: "Traffic between instances that bypasses virtual IPs, signed",
  unit: "B",
  formula: "Σ d, d as in vip.bypass",
  range: "(−∞, ∞)",
  degenerate,
  of: (graph, context) => bypassed(graph, context)?.signed ?? NaN,
});

/** As a share of what instances say to each other. */
export const vipBypassFraction: MetricDefinition = defineMetric({
  name: "vip.bypass.fraction",
  title: "Share of traffic between instances that bypasses virtual IPs",
  formula: "Σ |d| ÷ (2 Σ w_pq), d as in vip.bypass, p and q instances of two services; each edge counts at both of its ends",
  range: "[0, ∞)",
  degenerate,
  of(graph, context) {
    const found = bypassed(graph, context);
    return found ? found.absolute / (2 * found.direct) : NaN;
  },
});

interface Bypassed {
  readonly absolute: number;
  readonly signed: number;
  readonly direct: number;
}

const bypassed = perGraph((graph: WindowGraph, { services }: MetricContext): Bypassed | null => {
  const { kinds, out, bytesBetween } = graph;
  const takesPart = graph.services.map((service) => !resolvesNames(service));
  let direct = 0;
  for (let i = 0; i < graph.nodeCount; i++)
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) {
      const j = out.targets[e];
      if (kinds[i] !== "instance" || kinds[j] !== "instance" || graph.services[i] === graph.services[j]) continue;
      if (takesPart[i] && takesPart[j]) direct += out.bytes[e];
    }
  let [absolute, signed, edges] = [0, 0, 0];
  const add = (byVip: number, toInstances: number): void => {
    if (byVip === 0) return;
    edges++;
    signed += byVip - toInstances;
    absolute += Math.abs(byVip - toInstances);
  };
  for (const { nodes, vips } of services)
    for (const vip of vips)
      for (let p = 0; p < graph.nodeCount; p++) {
        if (kinds[p] !== "instance" || !takesPart[p] || !takesPart[vip]) continue;
        add(
          bytesBetween(p, vip),
          nodes.reduce((sum, q) => sum + bytesBetween(p, q), 0),
        );
        add(
          bytesBetween(vip, p),
          nodes.reduce((sum, q) => sum + bytesBetween(q, p), 0),
        );
      }
  return edges > 0 && direct > 0 ? { absolute, signed, direct } : null;
});
