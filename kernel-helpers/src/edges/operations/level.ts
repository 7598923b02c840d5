import { InputError } from "../../config/error";
import type { EntityInterval } from "../../runfolder/entity";
import { type Node, serviceName } from "../node";
import type { EdgeTableParts } from "../table";
import { rebuilt } from "./rebuild";

/** The parts of a table of instances as one of services. Addresses have owners at times only, so a table of addresses is refused. */
export function atServiceLevel(parts: EdgeTableParts, entities: readonly EntityInterval[]): EdgeTableParts {
  if (parts.level !== "instance")
    throw new InputError(`toServices: needs a table at level instance, not ${parts.level}; read the capture at level service`);
  const services = new Map<string, string>();
  for (const interval of entities) {
    const service = serviceName(interval);
    const before = services.get(interval.entity) ?? service;
    if (before !== service) throw new InputError(`toServices: ${interval.entity} is of service ${before} and of ${service}`);
    services.set(interval.entity, service);
  }
  // What is no entity is known by its kind at this level: unknown, outside, multicast…
  const nameOf = ({ name, kind }: Node): string => services.get(name) ?? (kind === "instance" || kind === "vip" ? name : kind);
  return {
    ...parts,
    ...rebuilt(parts, { node: (node) => ({ name: nameOf(node), kind: node.kind }) }),
    level: "service",
    presences: parts.presences.map(({ service: _, ...one }) => ({ ...one, name: services.get(one.name) ?? one.name })),
  };
}
