import type { Deployment, InstanceSpec } from "../deployment";

/** The lab's names, as hosts files. */
export interface Names {
  /** What an instance finds that asks nobody for names: all of them, unless all ask somebody. */
  readonly hosts: string;
  /** What a resolver inside knows by itself: instances inside, and services with their virtual address. */
  readonly inside: string;
  /** What a name server outside knows: all of them. */
  readonly outside: string;
}

/**
 * An instance's name is its addresses, a service's name its virtual address or else the addresses of all its instances, so that a
 * client that looks it up gets them all and rotates. Services outside have names just the same.
 */
export function namesOf({ networks, instances, virtuals = [] }: Pick<Deployment, "networks" | "instances" | "virtuals">): Names {
  const isVirtual = new Set(virtuals.map(({ service }) => service));
  const isOutside = new Set(networks.filter(({ outside }) => outside).map(({ name }) => name));
  const linesOf = (some: readonly InstanceSpec[]): string[] =>
    some.flatMap(({ name, service, attachments }) =>
      attachments.map(({ address }) => (isVirtual.has(service) ? `${address} ${name}` : `${address} ${name} ${service}`)),
    );
  const vips = virtuals.map(({ address, service }) => `${address} ${service}`);
  const inside = instances.filter(({ attachments }) => attachments.some(({ network }) => !isOutside.has(network)));
  const text = (lines: readonly string[]): string => [...lines, ""].join("\n");
  const all = [...linesOf(instances), ...vips];
  const asks = instances.every(({ nameserver }) => nameserver !== undefined);
  return {
    hosts: text(["127.0.0.1 localhost", ...(asks ? [] : all)]),
    inside: text([...linesOf(inside), ...vips]),
    outside: text(all),
  };
}

/** What each instance asks for names, where it asks somebody. */
export const nameserversOf = (instances: readonly InstanceSpec[]): Record<string, string> =>
  Object.fromEntries(instances.flatMap(({ name, nameserver }) => (nameserver === undefined ? [] : [[name, nameserver]])));
