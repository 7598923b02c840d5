import { ConfigError, type Experiment, perhaps } from "../../config";
import type { Application, ServiceProfile } from "../../lab/application";

type Given = Experiment["application"] & { readonly services: NonNullable<Experiment["application"]["services"]> };

/**
 * An application that a configuration describes by itself: a command list a service.
 *
 * @throws ConfigError for calls and entries that name no service, and for services that wait for each other
 */
export function ownApplication({ name, services, entry, pages }: Given): Application {
  const names = Object.keys(services);
  checkHostNames(names);
  const inside = names.filter((service) => !services[service].outside);
  if (inside.length === 0) throw new ConfigError("application.services", "must have at least one that does not stand outside");
  const first = entry ?? inside[0];
  if (!inside.includes(first))
    throw new ConfigError("application.entry", `must be a service inside (${inside.join(", ")}), not "${first}"${perhaps(first, inside)}`);
  const stages = stagesOf(services, [...inside, ...names]);
  const profileOf = (service: string): ServiceProfile => ({
    name: service,
    scales: services[service].scales && !services[service].outside,
    stage: stages.get(service)!,
    calls: services[service].calls,
  });
  const sessions = pages ?? { open: ["GET /"] };
  // Those in which nothing is drawn.
  const plain = Object.values(sessions).flatMap((session) => session.flatMap((page) => /^GET (\/[!-Z^-~]*)$/.exec(page)?.[1] ?? []));
  const known = plain.length > 0 ? [...new Set(plain)] : ["/"];
  return {
    name,
    services: inside.map(profileOf),
    outside: names.filter((service) => services[service].outside).map(profileOf),
    entry: { service: first, port: services[first].port },
    processes({ service, name: instance }, seed) {
      const { command, env, port, ready, keeps } = services[service];
      return [
        {
          name: service,
          command,
          env: { PORT: String(port), INSTANCE: instance, SEED: String(seed), ...env },
          ready: { port, ...(ready === undefined ? {} : { path: ready }) },
          ...(keeps && { keeps }),
        },
      ];
    },
    locustfile: "{package}/python/load/pages.py",
    populate: null,
    pages: sessions,
    exports: known,
    landing: known,
    behaviours: Object.fromEntries(Object.keys(sessions).map((behaviour) => [behaviour, 1])),
  };
}

const hostName = /^([a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9_-]{0,61}[a-z0-9])?$/i;

/** Services are found by their names, by whoever looks them up: no two may be one to them, nor may one look like an address or an instance. */
function checkHostNames(names: readonly string[]): void {
  for (const [i, name] of names.entries()) {
    const key = `application.services.${name}`;
    if (!hostName.test(name))
      throw new ConfigError(
        key,
        "must be a host name: parts of 1 to 63 letters, digits, dashes and underscores between dots, which end in a letter or digit, and the last of which begins with a letter",
      );
    const twin = names.slice(0, i).find((other) => other.toLowerCase() === name.toLowerCase());
    if (twin !== undefined)
      throw new ConfigError(key, `must differ from "${twin}" in more than capitals: names are looked up without them`);
  }
}

/** How many services must be there before each: the longest way along its calls; worked out, and complained of, in this order. */
function stagesOf(services: Given["services"], order: readonly string[]): ReadonlyMap<string, number> {
  const stages = new Map<string, number>();
  // Each is worked out once, however many ways lead to it.
  const stageOf = (service: string, waiting: readonly string[]): number => {
    const known = stages.get(service);
    if (known !== undefined) return known;
    const key = `application.services.${service}.calls`;
    const chain = [...waiting, service];
    const below = services[service].calls.map((called) => {
      if (!Object.hasOwn(services, called))
        throw new ConfigError(key, `must name services, not "${called}"${perhaps(called, Object.keys(services))}`);
      if (chain.includes(called))
        throw new ConfigError(key, `must not lead back (${[...chain, called].join(" → ")}): none of them could start first`);
      return 1 + stageOf(called, chain);
    });
    const stage = Math.max(0, ...below);
    stages.set(service, stage);
    return stage;
  };
  for (const service of order) stageOf(service, []);
  return stages;
}
