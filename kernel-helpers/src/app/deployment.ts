import { ConfigError, perhaps } from "../config";
import type { Application, ServiceProfile } from "../lab/application";
import type { Deployment, InstanceSpec, NetworkSpec } from "../lab/deployment";
import { asking, type Delegation, withResolver } from "./cluster/resolver";
import { withVirtualAddresses } from "./cluster/virtual";

/*
 * Addresses, the same in every run of a configuration:
 *   lab      10.77.<service + 10>.<n>     so that scaling one service moves no other
 *   outside  203.0.113.10                 the users
 *            203.0.113.<20 + service>     legitimate destinations
 *            203.0.113.53                 the name server
 *            203.0.113.200                the thief's receiver
 * Besides, 10.77.0.53 is the resolver's, and 10.96.0.<service + 10> stand for the services. The first address of each network is the gateway's;
 * 10.78.0.0/16 and up are free for further networks.
 */
const lab: NetworkSpec = { name: "lab", subnet: "10.77.0.0/16", outside: false };
/** Where the thief's receiver listens. */
export const receiverAddress = "203.0.113.200";

const outside: NetworkSpec = { name: "outside", subnet: "203.0.113.0/24", outside: true };

/** What surrounds an application besides its destinations outside. */
export interface Surroundings {
  readonly resolver: boolean;
  readonly virtualAddresses: boolean;
  /** Domains that the resolver does not ask its name server about. */
  readonly delegations: readonly Delegation[];
}

const nothing: Surroundings = { resolver: false, virtualAddresses: false, delegations: [] };

/**
 * What a lab has to bring up for an application: instances `<service>.<n>` with their addresses, the users' `client.1`, the
 * application's legitimate destinations outside, and `receiver.1`, beside which the thief's receiver runs.
 *
 * @param scale instances per service; 1 where not given
 * @param seed seed of the experiment: what the services make up (products, pictures) comes from it
 * @param around what a cluster has besides; default: nothing
 * @throws ConfigError for a service that the application does not have, or that cannot be scaled
 */
export function deploymentOf(
  application: Application,
  scale: Readonly<Record<string, number>>,
  seed: number,
  around: Surroundings = nothing,
): Deployment {
  checkScale(application, scale);
  const inside = application.services.flatMap((service, index) =>
    range(scale[service.name] ?? 1).map((n) => instance(application, service, "instance", n, "lab", `10.77.${index + 10}.${n}`, seed)),
  );
  const destinations = application.outside.map((service, index) =>
    instance(application, service, "outside", 1, "outside", `203.0.113.${index + 20}`, seed),
  );
  const bareLab: Deployment = {
    networks: [lab, outside],
    instances: [...inside, ...destinations, bare("client", "client", "203.0.113.10"), bare("receiver", "outside", receiverAddress)],
  };
  const named = around.resolver ? withResolver(bareLab, around.delegations) : bareLab;
  const whole = around.virtualAddresses ? withVirtualAddresses(named) : named;
  return around.resolver ? asking(whole) : whole;
}

function instance(
  application: Application,
  service: ServiceProfile,
  kind: "instance" | "outside",
  n: number,
  network: string,
  address: string,
  seed: number,
): InstanceSpec {
  const name = `${service.name}.${n}`;
  const processes = application.processes({ name, service: service.name }, seed);
  return { name, service: service.name, kind, attachments: [{ network, address }], stage: service.stage, processes };
}

/** An instance outside beside which others run their processes. */
function bare(service: string, kind: "client" | "outside", address: string): InstanceSpec {
  return { name: `${service}.1`, service, kind, attachments: [{ network: "outside", address }], stage: 0, processes: [] };
}

function checkScale(application: Application, scale: Readonly<Record<string, number>>): void {
  const names = application.services.map((service) => service.name);
  for (const [name, count] of Object.entries(scale)) {
    const key = `application.scale.${name}`;
    const service = application.services.find((candidate) => candidate.name === name);
    if (!service) throw new ConfigError(key, `is no service of ${application.name} (it has ${names.join(", ")})${perhaps(name, names)}`);
    if (!Number.isInteger(count) || count < 1 || count > 250)
      throw new ConfigError(key, `must be a whole number from 1 to 250, not ${count}`);
    if (!service.scales && count > 1)
      throw new ConfigError(key, `must be 1, not ${count}: ${name} keeps data, and two instances of it would hold different data`);
  }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
