import type { Application } from "../lab/application";
import type { Deployment, InstanceSpec } from "../lab/deployment";

/**
 * One more instance of a service: as those that the deployment has, with a number, addresses and processes of its own. The same for the
 * same number, also of one that the deployment has.
 */
export function anotherInstance(
  application: Application,
  { instances }: Deployment,
  service: string,
  n: number,
  seed: number,
): InstanceSpec {
  const model = instances.find((instance) => instance.service === service)!;
  const name = `${service}.${n}`;
  return {
    ...model,
    name,
    attachments: model.attachments.map(({ network, address }) => ({ network, address: address.replace(/\.\d+$/, `.${n}`) })),
    processes: application.processes({ name, service }, seed),
  };
}
