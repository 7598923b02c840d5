import { ConfigError, type Experiment, perhaps } from "../../config";
import type { Application, ServiceProfile } from "../../lab/application";
import type { ProcessSpec } from "../../lab/deployment";
import { httpPort, nodeCommand } from "../node-service";
import { backupStore, store } from "./store";

type Egress = Experiment["lab"]["egress"][number];

/** Whom each kind of traffic goes to outside, and what is usual of it: mean seconds between two times, and bytes. */
const kinds: Readonly<
  Record<Egress["kind"], { readonly host: string; readonly port: number; readonly every: number; readonly bytes: number }>
> = {
  metrics: { host: "metrics-store", port: httpPort, every: 15, bytes: 4000 },
  packages: { host: "package-mirror", port: httpPort, every: 60, bytes: 100_000 },
  mail: { host: "mail-relay", port: 25, every: 20, bytes: 3000 },
  backup: { host: backupStore, port: httpPort, every: 3600, bytes: 5_000_000 },
};

/** What the process beside an instance is told, in the variable `EGRESS`: a list of these. */
export interface EgressDocument {
  readonly kind: Egress["kind"];
  readonly host: string;
  readonly port: number;
  readonly every: number;
  readonly bytes: number;
  readonly bytesPerSecond: number;
}

/**
 * The application with legitimate traffic to outside beside what users make it do: a process beside each instance of the services that are
 * named, and a host outside for each kind.
 *
 * @throws ConfigError for a service that the application does not have, and for one with the name of such a host
 */
export function withEgress(application: Application, egress: readonly Egress[]): Application {
  if (egress.length === 0) return application;
  const names = application.services.map(({ name }) => name);
  egress.forEach(({ from }, i) => {
    if (!names.includes(from))
      throw new ConfigError(
        `lab.egress[${i}].from`,
        `must be a service of ${application.name} (${names.join(", ")}), not "${from}"${perhaps(from, names)}`,
      );
  });
  const hosts = [...new Set(egress.map(({ kind }) => kind))].map((kind) => kinds[kind]);
  return {
    ...application,
    outside: [...application.outside, ...hosts.map(({ host: name }): ServiceProfile => ({ name, scales: false, stage: 0, calls: [] }))],
    processes(instance, seed) {
      const host = hosts.find(({ host: name }) => name === instance.service);
      if (host) return [sink(host, instance.name)];
      const own = egress.filter(({ from }) => from === instance.service);
      return [...application.processes(instance, seed), ...(own.length > 0 ? [source(own, instance.name, seed)] : [])];
    },
  };
}

function sink({ host, port }: (typeof kinds)[Egress["kind"]], instance: string): ProcessSpec {
  if (host !== "mail-relay") return store(instance);
  return { name: "mail", command: nodeCommand("cluster", "mail"), env: { PORT: String(port), INSTANCE: instance }, ready: { port } };
}

function source(own: readonly Egress[], instance: string, seed: number): ProcessSpec {
  const told = own.map(({ kind, every = kinds[kind].every, bytes = kinds[kind].bytes, bytesPerSecond }): EgressDocument => {
    const { host, port } = kinds[kind];
    return { kind, host, port, every, bytes, bytesPerSecond };
  });
  const env = { SEED: String(seed), INSTANCE: instance, EGRESS: JSON.stringify(told) };
  return { name: "egress", command: nodeCommand("cluster", "egress"), env };
}
