import { type Bridged, portsOf, type Topology } from "./topology";
import { macOf } from "../subnet";

/** Which addresses a virtual address stands for now. */
function backendsOf({ instances, virtuals }: Topology): { address: string; backends: string[] }[] {
  return virtuals.map(({ service, address, network }) => ({
    address,
    backends: instances
      .filter((instance) => instance.service === service && instance.kind === "instance")
      .flatMap(({ attachments }) => attachments.filter((own) => own.network === network).map((own) => own.address)),
  }));
}

/** Bridges whose networks have virtual addresses, with the range of these. */
const translated = ({ networks }: Topology): (Bridged & { readonly virtual: string })[] =>
  networks.flatMap((network) => (network.virtual === undefined ? [] : [{ ...network, virtual: network.virtual }]));

const setOf = (elements: readonly string[]): string => `{ ${elements.join(", ")} }`;

/**
 * Rules for `nft -f -` in the lab's own namespace, which routes: what goes to a virtual address goes on to one of its service's instances,
 * drawn by the kernel for each connection. Each time the whole of it, which nft puts in the place of what was there at once.
 *
 * The answer must come back through the router, which alone knows what it has translated; over a bridge it would go straight to the
 * caller. So the bridges note the connections that the router has translated, and hand their answers to the router. All else is bridged
 * and routed as if nothing of this were there, and costs no memory: connections are tracked only where they are translated.
 */
export function translationRules(topology: Topology): string {
  const networks = translated(topology);
  if (networks.length === 0) return "";
  const ranges = setOf(networks.map(({ virtual }) => virtual));
  const all = backendsOf(topology);
  const everyone = [...new Set(all.flatMap(({ backends }) => backends))];
  return `
table ip munnin
delete table ip munnin
table ip munnin {
  chain tracked {
    type filter hook prerouting priority raw
    ip daddr ${ranges} accept
    meta mark 1 accept
    notrack
  }
  chain services {
    type nat hook prerouting priority dstnat
${all
  .filter(({ backends }) => backends.length > 0)
  .map(ruleOf)
  .join("\n")}
  }
  chain branded {
    type filter hook forward priority filter
    ct status dnat ct direction original meta mark set 1
  }
${everyone.length > 0 ? ownRules(everyone) : ""}}
`;
}

/** A service without instances has no rule: there is no route to its address, and the router says so to whoever calls. */
function ruleOf({ address, backends }: { readonly address: string; readonly backends: readonly string[] }): string {
  const drawn = `numgen random mod ${backends.length} map ${setOf(backends.map((backend, i) => `${i} : ${backend}`))}`;
  return `    ip daddr ${address} meta l4proto { tcp, udp } dnat to ${backends.length === 1 ? backends[0] : drawn}`;
}

/** Whoever calls its own service and is drawn for it would be answered by itself: it sees the router as the caller. */
const ownRules = (backends: readonly string[]): string => `  set hairpins {
    type ipv4_addr . ipv4_addr
    elements = ${setOf(backends.map((backend) => `${backend} . ${backend}`))}
  }
  chain own {
    type nat hook postrouting priority srcnat
    ip saddr . ip daddr @hairpins masquerade
  }
`;

/** Rules for `nft -f -` of the bridges; they stay the same, whoever comes and goes. A connection is forgotten an hour after its last packet. */
export function bridgeRules(topology: Topology): string {
  const networks = translated(topology);
  if (networks.length === 0) return "";
  const known = "ip saddr . ip protocol . th sport . ip daddr . th dport @routed";
  return `
table bridge munnin {
  set routed {
    type ipv4_addr . inet_proto . inet_service . ipv4_addr . inet_service
    flags dynamic,timeout
    timeout 1h
    size 1048576
  }
  chain out {
    type filter hook output priority filter
    meta mark 1 tcp flags & (fin | rst) != 0 update @routed { ip daddr . ip protocol . th dport . ip saddr . th sport timeout 1m } accept
    meta mark 1 ip protocol { tcp, udp } update @routed { ip daddr . ip protocol . th dport . ip saddr . th sport }
  }
  chain back {
    type filter hook prerouting priority dstnat
${networks.map(({ bridge, gateway }) => `    iifname "${portsOf(bridge)}*" ${known} ether daddr set ${macOf(gateway)} meta pkttype set host meta mark set 1`).join("\n")}
  }
}
`;
}

/** tcpdump's expression for one side of the translation at a network's bridge; undefined: there is no other. */
export function sideOf(topology: Topology, network: string, side: "virtual" | "instances" = "instances"): string | undefined {
  const nets = translated(topology).map(({ virtual }) => `net ${virtual}`);
  if (nets.length === 0 || topology.networks.some(({ name, outside }) => name === network && outside)) return undefined;
  return side === "virtual" ? nets.join(" or ") : `not (${nets.join(" or ")})`;
}
