import { InputError } from "../../config/error";
import { parseAddress } from "../../pcap/address";
import type { EntityInterval } from "../../runfolder/entity";
import { parsePrefix, prefixText } from "../cidr";

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
 * An index of entity intervals by address, or range of addresses (`10.0.0.0/8`), and network.
 *
 * An address is looked up in the network of its capture first, then, as traffic crosses networks, in the one other network that has it.
 * A capture without a network takes the intervals of all networks. Of ranges that hold an address the smallest which belongs to
 * somebody at that time counts.
 *
 * @param where begins a message about an interval: the place that it was read from
 * @throws InputError when two intervals of one address overlap, or an address is none
 */
export function ownerLookup(intervals: readonly EntityInterval[], where: Where = () => "entities"): OwnerLookup {
  const byPrefix = new Map<string, Map<string, Owner[]>>();
  const lengths = { 4: new Set<number>(), 16: new Set<number>() };
  for (const interval of intervals) {
    const prefix = parsePrefix(interval.address);
    if (!prefix) throw new InputError(`${where(interval)}: "${interval.address}" of ${interval.entity} is no IP address`);
    lengths[prefix.base.length as 4 | 16].add(prefix.bits);
    const key = prefixText(prefix.base, prefix.bits);
    const networks = byPrefix.get(key) ?? new Map<string, Owner[]>();
    byPrefix.set(key, networks);
    const owners = networks.get(interval.network) ?? [];
    networks.set(interval.network, owners);
    owners.push({ interval, from: Math.round(interval.from * 1e6), to: interval.to === null ? Infinity : Math.round(interval.to * 1e6) });
  }
  for (const networks of byPrefix.values()) for (const [network, owners] of networks) networks.set(network, withGaps(owners, where));
  if (byPrefix.size === 0) return () => nobody;
  const longestFirst = { 4: [...lengths[4]].sort((a, b) => b - a), 16: [...lengths[16]].sort((a, b) => b - a) };

  return (network, address, at) => {
    const bytes = parseAddress(address)!;
    let [from, to] = [-Infinity, Infinity];
    for (const bits of longestFirst[bytes.length as 4 | 16]) {
      const networks = byPrefix.get(prefixText(bytes, bits));
      const own = network === undefined ? undefined : networks?.get(network);
      const owners = own ?? (networks?.size === 1 ? networks.values().next().value : undefined);
      const owner = owners?.find((one) => at >= one.from && at < one.to) ?? nobody;
      // Nobody's for as long as the smaller range is nobody's: the larger one's answer holds no longer than that.
      [from, to] = [Math.max(from, owner.from), Math.min(to, owner.to)];
      if (owner.interval) return { interval: owner.interval, from, to };
    }
    return { interval: null, from, to };
  };
}

export type Where = (interval: EntityInterval) => string;

/** Sorts the intervals of one address and fills what lies between them with nobody, so that every time has one answer. */
function withGaps(owners: Owner[], where: Where): Owner[] {
  owners.sort((a, b) => a.from - b.from);
  const filled: Owner[] = [];
  let end = -Infinity;
  for (const owner of owners) {
    if (owner.from < end) {
      const { address, network, entity } = owner.interval!;
      const before = filled[filled.length - 1].interval!.entity;
      const place = where(owner.interval!);
      throw new InputError(`${place}: ${address}${network && ` on ${network}`} belongs to ${before} and to ${entity} at the same time`);
    }
    if (owner.from > end) filled.push({ interval: null, from: end, to: owner.from });
    filled.push(owner);
    end = owner.to;
  }
  if (end < Infinity) filled.push({ interval: null, from: end, to: Infinity });
  return filled;
}
