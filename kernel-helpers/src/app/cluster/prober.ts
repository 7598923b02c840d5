import type { Deployment, InstanceSpec } from "../../lab/deployment";
import { nodeCommand } from "../node-service";

/** Seconds between two checks of an instance, as in a cluster of Kubernetes. */
const period = 10;

/**
 * The deployment with a prober, which asks every instance inside at its own address whether it serves, as the node that instances run on does in
 * a cluster. It begins when all are ready, and follows those that come and go by the lab's names.
 */
export function withProber({ networks, instances, ...rest }: Deployment, seed: number): Deployment {
  const inside = networks.filter(({ outside }) => !outside);
  const probes = new Map(
    instances
      .filter(({ kind }) => kind === "instance")
      .flatMap(({ service, processes }) => processes.flatMap(({ ready }) => (ready ? [[service, ready] as const] : []))),
  );
  const prober: InstanceSpec = {
    name: "prober.1",
    service: "prober",
    kind: "prober",
    attachments: inside.map(({ name, subnet }) => ({ network: name, address: subnet.replace(/\.0\/\d+$/, ".2") })),
    stage: Math.max(...instances.map(({ stage }) => stage)) + 1,
    processes: [
      {
        name: "prober",
        command: nodeCommand("cluster", "prober"),
        env: {
          SEED: String(seed),
          PERIOD: String(period),
          NAMES: "{names}/inside/hosts",
          PROBES: JSON.stringify(Object.fromEntries([...probes].map(([service, { port, path }]) => [service, { port, path }]))),
        },
      },
    ],
  };
  return { networks, instances: [...instances, prober], ...rest };
}
