import type { InstanceSpec } from "../deployment";

/**
 * The lab's hosts file: an instance's name is its addresses, a service's name those of all its instances, so that a
 * client that looks it up gets them all and rotates. Services outside have names just the same.
 */
export function hostsFile(instances: readonly InstanceSpec[]): string {
  const lines = instances.flatMap(({ name, service, attachments }) => attachments.map(({ address }) => `${address} ${name} ${service}`));
  return ["127.0.0.1 localhost", ...lines, ""].join("\n");
}
