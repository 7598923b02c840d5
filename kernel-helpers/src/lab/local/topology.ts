import { InputError } from "../../config/error";
import type { Deployment, InstanceSpec, NetworkSpec, VirtualAddress } from "../deployment";
import { gatewayOf, isAssignable, macOf, parseSubnet } from "../subnet";

/** A cable from an instance to a network: its interface in the instance, and the other end at the network's bridge. */
export interface Cable {
  readonly instance: string;
  readonly network: string;
  readonly bridge: string;
  readonly address: string;
  readonly prefix: number;
  /** In the instance: `eth0`, `eth1`, … in the order of its attachments. */
  readonly inside: string;
  /** At the bridge, in the lab's own namespace. */
  readonly outside: string;
}

export interface Topology {
  readonly networks: readonly Bridged[];
  readonly instances: readonly Routed[];
  readonly cables: readonly Cable[];
  readonly virtuals: readonly VirtualAddress[];
}

/** A network with its bridge, whose own address is the gateway's. */
export type Bridged = NetworkSpec & { readonly bridge: string; readonly gateway: string; readonly prefix: number };
/** An instance with the gateway that its default route leads to. */
export type Routed = InstanceSpec & { readonly gateway: string };

function refuseDuplicates(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError(`the deployment has the ${what} ${twice} twice`);
}

/** Names every interface of a deployment; throws {@link InputError} when the deployment contradicts itself. */
export function topologyOf({ networks, instances, virtuals = [] }: Deployment): Topology {
  const bridged = networks.map((network, index) => ({
    ...network,
    bridge: `br${index}`,
    gateway: gatewayOf(network.subnet),
    prefix: parseSubnet(network.subnet).prefix,
  }));
  refuseDuplicates(
    "network",
    networks.map(({ name }) => name),
  );
  for (const { service, address, network } of virtuals) {
    const range = networkOf(`the service ${service}`, bridged, network).virtual;
    if (range === undefined || !isAssignable(range, address))
      throw new InputError(`${service} cannot have the virtual address ${address} on ${network}, whose range is ${range ?? "missing"}`);
  }
  const bare: Topology = { networks: bridged, instances: [], cables: [], virtuals };
  const whole = instances.reduce<Topology>(withInstance, bare);
  refuseDuplicates(
    "address",
    [...instances.flatMap(({ attachments }) => attachments), ...virtuals].map(({ network, address }) => `${address} on ${network}`),
  );
  return whole;
}

/**
 * The topology with one more instance.
 *
 * @param number tells its cables from all others that there are; default: the number of instances
 * @throws InputError when the instance does not fit into it
 */
export function withInstance(topology: Topology, instance: InstanceSpec, number = topology.instances.length): Topology {
  const { networks, instances, cables } = topology;
  refuseDuplicates(
    "instance",
    [...instances, instance].map(({ name }) => name),
  );
  if (instance.attachments.length === 0) throw new InputError(`${instance.name} is attached to no network`);
  const own = instance.attachments.map(({ network, address }, index): Cable => {
    const { bridge, prefix, subnet } = networkOf(instance.name, networks, network);
    if (!isAssignable(subnet, address))
      throw new InputError(`${instance.name} cannot have the address ${address} on ${network}, whose range is ${subnet}`);
    return {
      instance: instance.name,
      network,
      bridge,
      address,
      prefix,
      inside: `eth${index}`,
      outside: `${portsOf(bridge)}${number}-${index}`,
    };
  });
  const { gateway } = networkOf(instance.name, networks, instance.attachments[0].network);
  return { ...topology, instances: [...instances, { ...instance, gateway }], cables: [...cables, ...own] };
}

/** The topology without an instance and its cables. */
export const withoutInstance = (topology: Topology, gone: string): Topology => ({
  ...topology,
  instances: topology.instances.filter(({ name }) => name !== gone),
  cables: topology.cables.filter(({ instance }) => instance !== gone),
});

/** The part of a topology that belongs to one instance; all networks. */
export const onlyInstance = (topology: Topology, one: string): Topology => ({
  ...topology,
  instances: topology.instances.filter(({ name }) => name === one),
  cables: topology.cables.filter(({ instance }) => instance === one),
});

/** What the names of a bridge's cables begin with at the bridge, and no others do: `v0-` of `br0`. */
export const portsOf = (bridge: string): string => `${bridge.replace("br", "v")}-`;

function networkOf(who: string, networks: readonly Bridged[], name: string): Bridged {
  const network = networks.find((candidate) => candidate.name === name);
  if (!network) throw new InputError(`${who} is attached to the network ${name}, which the deployment does not have`);
  return network;
}

/** Lines for `ip -batch` in the lab's own namespace, where the bridges are; it is also the router between them. */
export const bridgeLines = ({ networks }: Topology): string[] => [
  "link set lo up",
  // No spanning tree and no waiting for one, no multicast queries: nothing on the wire that no instance sent.
  ...networks.flatMap(({ bridge, gateway, prefix }) => [
    `link add ${bridge} address ${macOf(gateway)} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
    `addr add ${gateway}/${prefix} dev ${bridge}`,
    `link set ${bridge} up`,
  ]),
];

/** Lines for `ip -batch` in the lab's own namespace that plug all cables in. */
export const cableLines = ({ cables }: Topology): string[] =>
  cables.flatMap(({ instance, bridge, address, inside, outside }) => [
    `link add ${outside} type veth peer name ${inside} address ${macOf(address)} netns ${instance}`,
    `link set ${outside} master ${bridge} up`,
  ]);

/** Lines for `ip -batch` that make the network namespaces of all instances. */
export const namespaceLines = ({ instances }: Topology): string[] => instances.map(({ name }) => `netns add ${name}`);

/**
 * Lines for `ip -batch` inside one instance. The default route leads to its first network; virtual addresses of the others are reached
 * through these, so that it speaks there with the address that it has there.
 */
export const instanceLines = ({ networks, instances, cables }: Topology, instance: string): string[] => {
  const own = cables.filter((cable) => cable.instance === instance);
  const virtual = own
    .slice(1)
    .flatMap(({ network, inside }) =>
      networks
        .filter(({ name, virtual }) => name === network && virtual !== undefined)
        .map(({ virtual, gateway }) => `route add ${virtual} via ${gateway} dev ${inside}`),
    );
  return [
    "link set lo up",
    ...own.flatMap(({ address, prefix, inside }) => [`addr add ${address}/${prefix} dev ${inside}`, `link set ${inside} up`]),
    ...instances.filter(({ name }) => name === instance).map(({ gateway }) => `route add default via ${gateway}`),
    ...virtual,
  ];
};

/** Lines for `ip -batch` that unplug an instance and remove its network namespace. */
export const removalLines = ({ cables }: Topology, instance: string): string[] => [
  ...cables.filter((cable) => cable.instance === instance).map(({ outside }) => `link del ${outside}`),
  `netns del ${instance}`,
];
