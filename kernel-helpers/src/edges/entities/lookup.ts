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
 * An address is looked up in the network of its capture first, then, as traffic crosses networks, in the one other network that has it at
 * that time. A capture without a network takes the intervals of all networks. Where networks differ, it is nobody's (`disputed`). Of ranges that hold an address the smallest which belongs to
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
      const owner = agreed((own ? [own] : [...(networks?.values() ?? [])]).map((owners) => ownerAt(owners, at)));
      // Nobody's for as long as the smaller range is nobody's: the larger one's answer holds no longer than that.
      [from, to] = [Math.max(from, owner.from), Math.min(to, owner.to)];
      if (owner.interval) return { interval: owner.interval, from, to };
    }
    return { interval: null, from, to };
  };
}

const ownerAt = (owners: readonly Owner[], at: Microseconds): Owner => owners.find((one) => at >= one.from && at < one.to) ?? nobody;

/** The owner that several networks agree on, as long as each of their answers holds. */
function agreed(owners: readonly Owner[]): Owner {
  if (owners.length === 1) return owners[0];
  const [first, ...others] = owners.flatMap(({ interval }) => interval ?? []);
  return {
    interval: first && others.every((one) => isSame(one, first)) ? first : null,
    from: Math.max(-Infinity, ...owners.map(({ from }) => from)),
    to: Math.min(Infinity, ...owners.map(({ to }) => to)),
  };
}

const isSame = (a: EntityInterval, b: EntityInterval): boolean => a.entity === b.entity && a.service === b.service && a.kind === b.kind;

/** Two intervals of one address that belong to different entities at the same time, on two networks: a capture that has no network cannot tell. */
export function disputed(intervals: readonly EntityInterval[]): readonly [EntityInterval, EntityInterval] | null {
  const byAddress = new Map<string, EntityInterval[]>();
  for (const one of intervals) {
    const others = byAddress.get(one.address) ?? [];
    const rival = others.find((other) => !isSame(one, other) && one.from < (other.to ?? Infinity) && other.from < (one.to ?? Infinity));
    if (rival) return [rival, one];
    byAddress.set(one.address, [...others, one]);
  }
  return null;
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
