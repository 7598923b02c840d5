import type { Deployment, InstanceSpec, NetworkSpec, ProcessSpec } from "../../lab/deployment";

/** A domain that somebody outside answers for by itself. */
export interface Delegation {
  readonly domain: string;
  readonly address: string;
  readonly port: number;
}

/** The service that the lab's instances ask for names. */
export const resolverService = "resolver";

/** Where names that are not the lab's are known: a name server outside. */
const nameserverAddress = "203.0.113.53";

/** Seconds for which a client may keep one of the lab's own names, as in a cluster of Kubernetes. */
const timeToLive = 5;

/**
 * The deployment with a resolver inside, which all instances inside ask: it knows their names, and passes all other questions on to a
 * name server outside, which knows the names there, and which clients outside ask; questions below a delegated domain go straight to who answers for it.
 */
export function withResolver({ networks, instances, ...rest }: Deployment, delegations: readonly Delegation[]): Deployment {
  const inside = networks.filter(({ outside }) => !outside);
  const outside = networks.find((network) => network.outside)!;
  return { networks, instances: [...instances, resolver(inside, delegations), nameserver(outside)], ...rest };
}

/** The deployment with each instance told whom to ask: the resolver's virtual address, on networks without it its own; outside the name server. */
export function asking({ networks, instances, virtuals = [], ...rest }: Deployment): Deployment {
  const isOutside = new Set(networks.filter(({ outside }) => outside).map(({ name }) => name));
  const virtual = virtuals.find(({ service }) => service === resolverService);
  const own = instances.find(({ service }) => service === resolverService)!;
  const asked = ({ attachments }: InstanceSpec): string => {
    const inside = attachments.find(({ network }) => !isOutside.has(network));
    if (!inside) return nameserverAddress;
    if (virtual?.network === inside.network) return virtual.address;
    return own.attachments.find(({ network }) => network === inside.network)!.address;
  };
  return { networks, virtuals, instances: instances.map((instance) => ({ ...instance, nameserver: asked(instance) })), ...rest };
}

function resolver(networks: readonly NetworkSpec[], delegations: readonly Delegation[]): InstanceSpec {
  return {
    name: `${resolverService}.1`,
    service: resolverService,
    kind: "instance",
    attachments: networks.map(({ name, subnet }) => ({ network: name, address: subnet.replace(/\.0\/\d+$/, ".53") })),
    stage: -1,
    processes: [
      dnsmasq("inside", [
        `--server=${nameserverAddress}`,
        ...delegations.map(({ domain, address, port }) => `--server=/${domain}/${address}#${port}`),
        // Of an instance that is on several networks, the address on the one that is asked from.
        "--localise-queries",
      ]),
    ],
  };
}

function nameserver({ name: network }: NetworkSpec): InstanceSpec {
  return {
    name: "nameserver.1",
    service: "nameserver",
    kind: "outside",
    attachments: [{ network, address: nameserverAddress }],
    stage: -1,
    // What it does not know does not exist.
    processes: [dnsmasq("outside", ["--local=/#/"])],
  };
}

function dnsmasq(names: "inside" | "outside", options: readonly string[]): ProcessSpec {
  const own = ["--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--pid-file=", "--log-facility=-"];
  const answers = [`--hostsdir={names}/${names}`, `--local-ttl=${timeToLive}`, "--cache-size=10000", "--dns-forward-max=10000"];
  return { name: "dnsmasq", command: ["dnsmasq", ...own, ...answers, ...options], user: "nobody", ready: { port: 53 } };
}
