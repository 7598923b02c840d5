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
  const inside = names.filter((service) => !services[service].outside);
  if (inside.length === 0) throw new ConfigError("application.services", "must have at least one that does not stand outside");
  const first = entry ?? inside[0];
  if (!inside.includes(first))
    throw new ConfigError("application.entry", `must be a service inside (${inside.join(", ")}), not "${first}"${perhaps(first, inside)}`);
  const profileOf = (service: string): ServiceProfile => ({
    name: service,
    scales: services[service].scales && !services[service].outside,
    stage: stageOf(services, service),
    calls: services[service].calls,
  });
  const sessions = pages ?? { open: ["GET /"] };
  return {
    name,
    services: inside.map(profileOf),
    outside: names.filter((service) => services[service].outside).map(profileOf),
    entry: { service: first, port: services[first].port },
    processes({ service, name: instance }, seed) {
      const { command, env, port, ready } = services[service];
      return [
        {
          name: service,
          command,
          env: { PORT: String(port), INSTANCE: instance, SEED: String(seed), ...env },
          ready: { port, ...(ready === undefined ? {} : { path: ready }) },
        },
      ];
    },
    locustfile: "{package}/python/load/pages.py",
    populate: null,
    pages: sessions,
    behaviours: Object.fromEntries(Object.keys(sessions).map((behaviour) => [behaviour, 1])),
  };
}

/** How many services must be there before this one: the longest way along its calls. */
function stageOf(services: Given["services"], service: string, waiting: readonly string[] = []): number {
  const key = `application.services.${service}.calls`;
  const chain = [...waiting, service];
  const stages = services[service].calls.map((called) => {
    if (!(called in services)) throw new ConfigError(key, `must name services, not "${called}"${perhaps(called, Object.keys(services))}`);
    if (chain.includes(called))
      throw new ConfigError(key, `must not lead back (${[...chain, called].join(" → ")}): none of them could start first`);
    return 1 + stageOf(services, called, chain);
  });
  return Math.max(0, ...stages);
}
