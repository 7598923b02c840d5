import { InputError } from "../../config/error";
import type { Deployment, InstanceSpec, NetworkSpec } from "../deployment";
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
  readonly networks: readonly (NetworkSpec & { readonly bridge: string; readonly gateway: string; readonly prefix: number })[];
  readonly instances: readonly (InstanceSpec & { readonly gateway: string })[];
  readonly cables: readonly Cable[];
}

function refuseDuplicates(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError(`the deployment has the ${what} ${twice} twice`);
}

/** Names every interface of a deployment; throws {@link InputError} when the deployment contradicts itself. */
export function topologyOf({ networks, instances }: Deployment): Topology {
  refuseDuplicates(
    "network",
    networks.map(({ name }) => name),
  );
  refuseDuplicates(
    "instance",
    instances.map(({ name }) => name),
  );
  refuseDuplicates(
    "address",
    instances.flatMap(({ attachments }) => attachments.map(({ network, address }) => `${address} on ${network}`)),
  );
  const bridged = networks.map((network, index) => ({
    ...network,
    bridge: `br${index}`,
    gateway: gatewayOf(network.subnet),
    prefix: parseSubnet(network.subnet).prefix,
  }));
  const networkOf = (instance: string, name: string): (typeof bridged)[number] => {
    const network = bridged.find((candidate) => candidate.name === name);
    if (!network) throw new InputError(`${instance} is attached to the network ${name}, which the deployment does not have`);
    return network;
  };
  const cables = instances.flatMap((instance, number) =>
    instance.attachments.map(({ network: name, address }, index): Cable => {
      const { bridge, prefix, subnet } = networkOf(instance.name, name);
      if (!isAssignable(subnet, address))
        throw new InputError(`${instance.name} cannot have the address ${address} on ${name}, whose range is ${subnet}`);
      return { instance: instance.name, network: name, bridge, address, prefix, inside: `eth${index}`, outside: `v${number}-${index}` };
    }),
  );
  const routed = instances.map((instance) => {
    if (instance.attachments.length === 0) throw new InputError(`${instance.name} is attached to no network`);
    return { ...instance, gateway: networkOf(instance.name, instance.attachments[0].network).gateway };
  });
  return { networks: bridged, instances: routed, cables };
}

/** Lines for `ip -batch` in the lab's own namespace, where the bridges are; it is also the router between them. */
export const bridgeLines = ({ networks, cables }: Topology): string[] => [
  "link set lo up",
  // No spanning tree and no waiting for one, no multicast queries: nothing on the wire that no instance sent.
  ...networks.flatMap(({ bridge, gateway, prefix }) => [
    `link add ${bridge} address ${macOf(gateway)} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
    `addr add ${gateway}/${prefix} dev ${bridge}`,
    `link set ${bridge} up`,
  ]),
  ...cables.flatMap(({ instance, bridge, address, inside, outside }) => [
    `link add ${outside} type veth peer name ${inside} address ${macOf(address)} netns ${instance}`,
    `link set ${outside} master ${bridge} up`,
  ]),
];

/** Lines for `ip -batch` that make the network namespaces of all instances. */
export const namespaceLines = ({ instances }: Topology): string[] => instances.map(({ name }) => `netns add ${name}`);

/** Lines for `ip -batch` inside one instance. */
export const instanceLines = ({ instances, cables }: Topology, instance: string): string[] => [
  "link set lo up",
  ...cables
    .filter((cable) => cable.instance === instance)
    .flatMap(({ address, prefix, inside }) => [`addr add ${address}/${prefix} dev ${inside}`, `link set ${inside} up`]),
  ...instances.filter(({ name }) => name === instance).map(({ gateway }) => `route add default via ${gateway}`),
];
