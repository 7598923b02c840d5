import type { Deployment } from "../../lab/deployment";
import type { Lab } from "../../lab/lab";

/** Brings back the instances that a lab was brought up with, and takes the others away. */
export async function restoreInstances(lab: Lab, { instances }: Deployment, signal: AbortSignal): Promise<void> {
  const now = await lab.instances();
  const has = (some: readonly { readonly name: string }[], name: string): boolean => some.some((one) => one.name === name);
  for (const instance of instances) if (!has(now, instance.name)) await lab.add(instance, signal);
  for (const { name } of now) if (!has(instances, name)) await lab.remove(name);
}
