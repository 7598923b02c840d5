import type { Usage } from "../lab";
import type { UsageReport } from "./protocol";
import type { Topology } from "./topology";

/** What the supervisor counts, in the lab's names. */
export function usageOf({ machine: [cpu, memory], processes, devices }: UsageReport, { instances, cables }: Topology): Usage {
  const own = new Set(instances.flatMap(({ name, processes }) => processes.map((process) => `${name}/${process.name}`)));
  return {
    machine: { cpu, memory },
    processes: processes.map(([instance, process, seconds, bytes]) => ({
      instance,
      process,
      cpu: seconds,
      memory: bytes,
      beside: !own.has(`${instance}/${process}`),
    })),
    // The end of a cable at the bridge takes in what its instance sends.
    traffic: cables.map(({ instance, network, outside }) => {
      const [sent, received] = devices[outside] ?? [0, 0];
      return { instance, network, sent, received };
    }),
  };
}
