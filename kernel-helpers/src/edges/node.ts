import type { EntityInterval, EntityKind } from "../runfolder/entity";
import { parseAddress } from "../pcap/address";
import { parseRange, type Range } from "./cidr";

/** What a node of the traffic graph is: an entity, or an address that belongs to none. */
export type NodeKind = EntityKind | "unknown" | SpecialKind;

/** Addresses that belong to nobody; left out of graphs of entities, and counted. */
export type SpecialKind = "multicast" | "broadcast" | "link-local";

export type Level = "ip" | "instance" | "service";
export const levels: readonly Level[] = ["ip", "instance", "service"];

export interface Node {
  readonly name: string;
  readonly kind: NodeKind;
  /** The service that it is of, where its name does not tell and somebody knows. */
  readonly service?: string;
}

/** What a node is called at level `service`: by the service that it is of, or by its kind; where nothing tells, an instance is its own. */
export function serviceOf({ name, kind, service }: Node): string {
  return service ?? (isServed(kind) ? name : kind);
}

/** Whether nodes of a kind make up a service. */
export const isServed = (kind: NodeKind): boolean => kind === "instance" || kind === "vip";

/** The address ranges of a lab; a network with `outside: true` is the rest of the world. */
export interface LabRange {
  readonly name: string;
  readonly subnet: string;
  readonly outside?: boolean;
}

/** Names the node of an address: of the entity that it belongs to, or of the address itself. */
export type Namer = (address: string, bytes: Uint8Array, interval: EntityInterval | null) => Node;

/**
 * The rules of naming at a level. An unmapped address keeps its own name at `ip` and `instance`; at `service` those in the lab's ranges
 * become `unknown`, the rest `outside`.
 */
export function namer(level: Level, networks: readonly LabRange[]): Namer {
  const ranges = networks.filter((network) => !network.outside).map((network) => parseRange(network.subnet));
  const broadcasts = new Set(networks.map((network) => parseRange(network.subnet).broadcast));
  const kindOf = (address: string, bytes: Uint8Array): NodeKind =>
    specialKind(bytes) ?? (broadcasts.has(address) ? "broadcast" : placeOf(bytes, ranges, level));

  return (address, bytes, interval) => {
    if (!interval) {
      const kind = kindOf(address, bytes);
      return { name: level === "service" ? kind : address, kind };
    }
    if (level !== "service") {
      const node = { name: level === "ip" ? address : interval.entity, kind: interval.kind };
      const service = serviceName(interval);
      return service === serviceOf(node) ? node : { ...node, service };
    }
    return { name: serviceName(interval), kind: interval.kind };
  };
}

/** Without any range nothing is known of what lies outside, except that a service graph must put the rest somewhere. */
function placeOf(bytes: Uint8Array, ranges: readonly Range[], level: Level): NodeKind {
  if (ranges.some((range) => range.contains(bytes))) return "unknown";
  return ranges.length > 0 || level === "service" ? "outside" : "unknown";
}

/** The node of an entity at service level. */
export function serviceName({ entity, service, kind }: Pick<EntityInterval, "entity" | "service" | "kind">): string {
  switch (kind) {
    case "instance":
    case "vip":
      return service ?? entity;
    case "client":
      return service ?? "client";
    default:
      return kind;
  }
}

/** Multicast, broadcast and link-local addresses, by their bytes; also the unspecified address, which asks for another. */
export function specialKind(bytes: Uint8Array): SpecialKind | null {
  if (bytes.length === 4) {
    if (bytes[0] >= 224 && bytes[0] < 240) return "multicast";
    const [a, b, c, d] = bytes;
    if ((a & b & c & d) === 255) return "broadcast";
    return (a === 169 && b === 254) || (a | b | c | d) === 0 ? "link-local" : null;
  }
  if (bytes[0] === 0xff) return "multicast";
  return (bytes[0] === 0xfe && (bytes[1] & 0xc0) === 0x80) || bytes.every((byte) => byte === 0) ? "link-local" : null;
}

const special: ReadonlySet<NodeKind> = new Set<NodeKind>(["multicast", "broadcast", "link-local"]);
export const isSpecial = (kind: NodeKind): kind is SpecialKind => special.has(kind);

const ownKinds: ReadonlySet<string> = new Set<NodeKind>([
  ...(["outside", "unknown", "client", "gateway", "infra", "node", "prober"] as const),
  ...(["multicast", "broadcast", "link-local"] as const),
]);

/** What a name tells by itself: `outside` is outside, an address is unknown, everything else an instance. */
export function kindOfName(name: string): NodeKind {
  if (ownKinds.has(name)) return name as NodeKind;
  const bytes = parseAddress(name);
  return bytes ? (specialKind(bytes) ?? "unknown") : "instance";
}
