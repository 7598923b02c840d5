import { InputError } from "../config/error";
import { addressText, parseAddress } from "../pcap/address";
import type { EntityInterval } from "../runfolder/entity";

/** Microseconds since the epoch: whole numbers, so that a border compares exactly with a packet's time. */
export type Microseconds = number;

export interface Owner {
  readonly interval: EntityInterval | null;
  /** The answer holds for packets in [from, to). */
  readonly from: Microseconds;
  readonly to: Microseconds;
}

/** Tells whose an address is at a time. */
export type OwnerLookup = (network: string | undefined, address: string, at: Microseconds) => Owner;

const nobody: Owner = { interval: null, from: -Infinity, to: Infinity };

/**
 * An index of entity intervals by address and network.
 *
 * An address is looked up in the network of its capture first, then, as traffic crosses networks, in the one other network that has it.
 * A capture without a network takes the intervals of all networks.
 *
 * @throws InputError when two intervals of one address overlap, or an address is none
 */
export function ownerLookup(intervals: readonly EntityInterval[]): OwnerLookup {
  const byAddress = new Map<string, Map<string, Owner[]>>();
  for (const interval of intervals) {
    const address = canonical(interval);
    const networks = byAddress.get(address) ?? new Map<string, Owner[]>();
    byAddress.set(address, networks);
    const owners = networks.get(interval.network) ?? [];
    networks.set(interval.network, owners);
    owners.push({ interval, from: Math.round(interval.from * 1e6), to: interval.to === null ? Infinity : Math.round(interval.to * 1e6) });
  }
  for (const networks of byAddress.values()) for (const [network, owners] of networks) networks.set(network, withGaps(owners));

  return (network, address, at) => {
    const networks = byAddress.get(address);
    if (!networks) return nobody;
    const own = network === undefined ? undefined : networks.get(network);
    const owners = own ?? (networks.size === 1 ? networks.values().next().value : undefined);
    return owners?.find((owner) => at >= owner.from && at < owner.to) ?? nobody;
  };
}

/** The text that the reader of captures gives to the same address. */
function canonical({ address, entity }: EntityInterval): string {
  const bytes = parseAddress(address);
  if (!bytes) throw new InputError(`entities: "${address}" of ${entity} is no IP address`);
  return addressText(bytes, 0, bytes.length as 4 | 16);
}

/** Sorts the intervals of one address and fills what lies between them with nobody, so that every time has one answer. */
function withGaps(owners: Owner[]): Owner[] {
  owners.sort((a, b) => a.from - b.from);
  const filled: Owner[] = [];
  let end = -Infinity;
  for (const owner of owners) {
    if (owner.from < end) {
      const { address, network, entity } = owner.interval!;
      const before = filled[filled.length - 1].interval!.entity;
      throw new InputError(`entities: ${address}${network && ` on ${network}`} belongs to ${before} and to ${entity} at the same time`);
    }
    if (owner.from > end) filled.push({ interval: null, from: end, to: owner.from });
    filled.push(owner);
    end = owner.to;
  }
  if (end < Infinity) filled.push({ interval: null, from: end, to: Infinity });
  return filled;
}
