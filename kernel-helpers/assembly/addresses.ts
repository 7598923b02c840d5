// Nodes of addresses. Where addresses name their nodes themselves, nodes are made here; else src/edges/finder.ts settles which address is of
// which node for all time.
import { forget, numberAt, Numbers, numbers, put, release, slotBytes, slotOf, slotsLength } from "./numbers";

const addresses4 = numbers(11);
/** Halves of IPv6 addresses, and nodes of pairs of those. */
const halves = numbers(8);
const addresses6 = numbers(8);

export let ownNames: bool = false;
let nodes: u32 = 0;

/** From now on an address names its node. */
export function nameNodes(): void {
  ownNames = true;
}

export function newNode(): u32 {
  return nodes++;
}

/** The node of an IPv4 address, the word of its bytes; -1: it is not settled. */
export function nodeOf4(address: u32): i32 {
  return nodeOf(addresses4, address, 0);
}

/** The node of the IPv6 address that stands there. */
export function nodeOf6(address: usize): i32 {
  return nodeOf(addresses6, halfOf(address), halfOf(address + 8));
}

function nodeOf(all: Numbers, a: u32, b: u32): i32 {
  const slot = slotOf(all, a, b);
  const number = numberAt(slot);
  if (number !== 0 || !ownNames) return number - 1;
  const node = newNode();
  put(all, slot, a, b, node + 1);
  return node;
}

function halfOf(at: usize): u32 {
  const slot = slotOf(halves, load<u32>(at), load<u32>(at, 4));
  const number = numberAt(slot);
  if (number !== 0) return number;
  put(halves, slot, load<u32>(at), load<u32>(at, 4), halves.count + 1);
  return halves.count;
}

/** An address is of that node for all time. */
export function settle4(address: u32, node: u32): void {
  settle(addresses4, address, 0, node);
}

export function settle6(address: usize, node: u32): void {
  settle(addresses6, halfOf(address), halfOf(address + 8), node);
}

function settle(all: Numbers, a: u32, b: u32, node: u32): void {
  const slot = slotOf(all, a, b);
  if (numberAt(slot) === 0) put(all, slot, a, b, node + 1);
}

/** Addresses may be of other nodes from now on. */
export function forgetNodes(): void {
  forget(addresses4);
  forget(addresses6);
}

/** Writes each IPv4 address and its node. */
export function list4(into: usize): void {
  const end = addresses4.slots + slotsLength(addresses4);
  for (let at = addresses4.slots; at < end; at += slotBytes) {
    if (numberAt(at) === 0) continue;
    store<u32>(into, load<u32>(at));
    store<u32>(into, numberAt(at) - 1, 4);
    into += 8;
  }
}

/** Writes the four words of each IPv6 address and its node. `scratch` has room for 8 bytes for each half. */
export function list6(into: usize, scratch: usize): void {
  const endOfHalves = halves.slots + slotsLength(halves);
  for (let at = halves.slots; at < endOfHalves; at += slotBytes)
    if (numberAt(at) !== 0) store<u64>(scratch + (numberAt(at) - 1) * 8, load<u64>(at));
  const end = addresses6.slots + slotsLength(addresses6);
  for (let at = addresses6.slots; at < end; at += slotBytes) {
    if (numberAt(at) === 0) continue;
    store<u64>(into, load<u64>(scratch + (load<u32>(at) - 1) * 8));
    store<u64>(into, load<u64>(scratch + (load<u32>(at, 4) - 1) * 8), 8);
    store<u32>(into, numberAt(at) - 1, 16);
    into += 20;
  }
}

export function count4(): u32 {
  return addresses4.count;
}

export function count6(): u32 {
  return addresses6.count;
}

export function countHalves(): u32 {
  return halves.count;
}

/** No node can be looked up any more. */
export function releaseNodes(): void {
  release(addresses4);
  release(halves);
  release(addresses6);
}
