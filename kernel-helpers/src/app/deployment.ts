import { ConfigError, perhaps } from "../config";
import type { Application, ServiceProfile } from "../lab/application";
import type { Attachment, Deployment, InstanceSpec, NetworkSpec } from "../lab/deployment";
import { withProber } from "./cluster/prober";
import { asking, type Delegation, withResolver } from "./cluster/resolver";
import { withVirtualAddresses } from "./cluster/virtual";

/*
 * Addresses, the same in every run of a configuration:
 *   lab      10.77.<service + 10>.<n>     so that scaling one service moves no other; with two networks, of front
 *   back     10.78.<service + 10>.<n>
 *   outside  203.0.113.10                 the users
 *            203.0.113.<20 + service>     legitimate destinations
 *            203.0.113.53                 the name server
 *            203.0.113.200                the thief's receiver
 * On each network inside, .0.1 is the gateway's, .0.2 the prober's and .0.53 the resolver's. 10.96.0.<service + 10> stand for the services, of those
 * on back 10.97.0.<service + 10>.
 */
const layouts: Readonly<Record<Surroundings["networks"], readonly NetworkSpec[]>> = {
  one: [{ name: "lab", subnet: "10.77.0.0/16", outside: false }],
  "front-and-back": [
    { name: "front", subnet: "10.77.0.0/16", outside: false },
    { name: "back", subnet: "10.78.0.0/16", outside: false },
  ],
};
/** Where the thief's receiver listens. */
export const receiverAddress = "203.0.113.200";

const outside: NetworkSpec = { name: "outside", subnet: "203.0.113.0/24", outside: true };

/** What surrounds an application besides its destinations outside. */
export interface Surroundings {
  readonly resolver: boolean;
  readonly virtualAddresses: boolean;
  readonly prober: boolean;
  readonly networks: "one" | "front-and-back";
  /** Domains that the resolver does not ask its name server about. */
  readonly delegations: readonly Delegation[];
}

const nothing: Surroundings = { resolver: false, virtualAddresses: false, prober: false, networks: "one", delegations: [] };

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
  checkRoom(application);
  checkScale(application, scale);
  const networks = layouts[around.networks];
  const inside = application.services.flatMap((service, index) => {
    const own = around.networks === "one" ? networks : networksOf(application, service, networks);
    const attached = (n: number): Attachment[] =>
      own.map(({ name, subnet }) => ({ network: name, address: subnet.replace("0.0/16", `${index + 10}.${n}`) }));
    return range(Object.hasOwn(scale, service.name) ? scale[service.name] : 1).map((n) =>
      instance(application, service, "instance", n, attached(n), seed),
    );
  });
  const destinations = application.outside.map((service, index) =>
    instance(application, service, "outside", 1, [{ network: "outside", address: `203.0.113.${index + 20}` }], seed),
  );
  const bareLab: Deployment = {
    networks: [...networks, outside],
    instances: [...inside, ...destinations, bare("client", "client", "203.0.113.10"), bare("receiver", "outside", receiverAddress)],
  };
  const named = around.resolver ? withResolver(bareLab, around.delegations) : bareLab;
  const whole = around.virtualAddresses ? withVirtualAddresses(named) : named;
  const probed = around.prober ? withProber(whole, seed) : whole;
  checkNames(probed);
  return around.resolver ? asking(probed) : probed;
}

/** Services that have addresses: inside up to .249 in the third place, outside below the name server's. */
const [mostInside, mostOutside] = [240, 32];

function checkRoom({ services, outside: destinations }: Application): void {
  if (services.length > mostInside || destinations.length > mostOutside)
    throw new ConfigError(
      "application.services",
      `must be at most ${mostInside} inside and ${mostOutside} outside (egress has some of its own), not ${services.length} and ${destinations.length}`,
    );
}

/** Services that keep data are on back alone; those that call them on front and on back; all others on front alone. */
function networksOf({ services }: Application, service: ServiceProfile, [front, back]: readonly NetworkSpec[]): NetworkSpec[] {
  const keepsData = ({ scales, calls }: ServiceProfile): boolean => !scales && calls.length === 0;
  if (keepsData(service)) return [back];
  return services.some((other) => keepsData(other) && service.calls.includes(other.name)) ? [front, back] : [front];
}

/** A service must not have the name of something else in the lab. */
function checkNames({ instances }: Deployment): void {
  const twice = instances.find(({ name }, i) => instances.findIndex((other) => other.name === name) !== i);
  if (twice)
    throw new ConfigError("application.services", `must not have ${twice.service}, a name that the lab has for something of its own`);
}

function instance(
  application: Application,
  service: ServiceProfile,
  kind: "instance" | "outside",
  n: number,
  attachments: readonly Attachment[],
  seed: number,
): InstanceSpec {
  const name = `${service.name}.${n}`;
  const processes = application.processes({ name, service: service.name }, seed);
  return { name, service: service.name, kind, attachments, stage: service.stage, processes };
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
