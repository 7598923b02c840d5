import type { Deployment } from "../../lab/deployment";

/** The range of virtual addresses of the n-th network inside. */
const rangeOf = (n: number): string => `10.${96 + n}.0.0/24`;

/**
 * The deployment with one address for each service inside, as a cluster of Kubernetes has them: on the first network of its instances, and
 * the same however many there are.
 */
export function withVirtualAddresses({ networks, instances, ...rest }: Deployment): Deployment {
  const inside = networks.filter(({ outside }) => !outside).map(({ name }) => name);
  const services = new Map(instances.filter(({ kind }) => kind === "instance").map((each) => [each.service, each.attachments[0].network]));
  return {
    ...rest,
    networks: networks.map((network) => (network.outside ? network : { ...network, virtual: rangeOf(inside.indexOf(network.name)) })),
    instances,
    virtuals: [...services].map(([service, network], index) => ({
      service,
      network,
      address: rangeOf(inside.indexOf(network)).replace(/0\/\d+$/, String(index + 10)),
    })),
  };
}
