import type { WindowGraph } from "../edges/graph";
import { isServed, type Node, serviceOf } from "../edges/node";

/** A service in one window. */
export interface Service {
  readonly name: string;
  /** Its instances that existed in the window, whether they spoke or not, by name. */
  readonly instances: readonly string[];
  /** Those of them that spoke, and its virtual IPs that were spoken to: node numbers of the window's graph, ascending. */
  readonly nodes: readonly number[];
  readonly vips: readonly number[];
}

/** Two services, or one and itself, between which there was traffic in a window. `a` is not after `b`. */
export interface ServicePair {
  readonly a: string;
  readonly b: string;
  /** Nodes of each that spoke in the window, virtual IPs included. */
  readonly nodes: readonly [a: readonly number[], b: readonly number[]];
  /** Number of the nodes of each that existed, whether they spoke or not, virtual IPs included; and without those. */
  readonly existing: readonly [a: number, b: number];
  readonly instances: readonly [a: number, b: number];
}

/** Whether a service is one that resolves names: it is called dns, kube-dns, coredns or resolver, as a word of its own. */
export const resolvesNames = (service: string): boolean => /(^|[^a-z])((kube|core)?-?dns|resolver)([^a-z]|$)/i.test(service);

/** Services of a window, by name. @param alive what existed in it; what spoke existed as well */
export function servicesOf(graph: WindowGraph, alive: readonly Node[]): Service[] {
  const services = new Map<string, { instances: Set<string>; nodes: number[]; vips: number[] }>();
  const find = (name: string) => {
    const known = services.get(name) ?? { instances: new Set<string>(), nodes: [], vips: [] };
    services.set(name, known);
    return known;
  };
  for (const node of alive) if (isServed(node.kind)) find(serviceOf(node)).instances.add(node.kind === "instance" ? node.name : "");
  graph.kinds.forEach((kind, i) => {
    if (!isServed(kind)) return;
    const service = find(graph.services[i]);
    service.instances.add(kind === "instance" ? graph.names[i] : "");
    (kind === "instance" ? service.nodes : service.vips).push(i);
  });
  return [...services]
    .map(([name, { instances, ...rest }]) => ({ name, instances: [...instances].filter((one) => one !== "").sort(), ...rest }))
    .filter(({ instances }) => instances.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Pairs that spoke in a window, by name. */
export function pairsOf(graph: WindowGraph, alive: readonly Node[]): ServicePair[] {
  const names = [...new Set(graph.services)].sort();
  const numbers = new Map(names.map((name, number) => [name, number]));
  const groups = names.map(() => ({ nodes: [] as number[], existing: new Set<string>(), instances: new Set<string>() }));
  const note = (name: string, kind: Node["kind"], group: (typeof groups)[number]): void => {
    group.existing.add(name);
    if (kind !== "vip") group.instances.add(name);
  };
  const of = Uint32Array.from(graph.services, (name) => numbers.get(name)!);
  graph.names.forEach((name, i) => {
    groups[of[i]].nodes.push(i);
    note(name, graph.kinds[i], groups[of[i]]);
  });
  for (const node of alive) {
    const number = numbers.get(serviceOf(node));
    if (number !== undefined) note(node.name, node.kind, groups[number]);
  }
  const spoke = new Set<number>();
  const { offsets, targets } = graph.out;
  for (let i = 0; i < graph.nodeCount; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const [a, b] = [of[i], of[targets[e]]];
      spoke.add(Math.min(a, b) * names.length + Math.max(a, b));
    }
  return [...spoke]
    .sort((a, b) => a - b)
    .map((pair) => [Math.floor(pair / names.length), pair % names.length])
    .map(([a, b]) => ({
      a: names[a],
      b: names[b],
      nodes: [groups[a].nodes, groups[b].nodes],
      existing: [groups[a].existing.size, groups[b].existing.size],
      instances: [groups[a].instances.size, groups[b].instances.size],
    }));
}
