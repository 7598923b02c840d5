// Edges by addresses and by nodes.
import { forgetNodes, nodeOf4, nodeOf6, ownNames, releaseNodes } from "./addresses";
import { allocate, free, grown } from "./env";
import { forget, numberAt, numbers, put, release, slotOf } from "./numbers";
import { makeRoom, releaseWindows } from "./window";

/** Edges of pairs of IPv4 addresses: one look-up for nearly every packet. */
const flows = numbers(15);
/** Edges of pairs of nodes. */
const edges = numbers(12);

let edgeCount: u32 = 0;
/** Source and destination of each edge. */
let room: u32 = 1 << 13;
let ends: usize = allocate(8 * room);

/** The edge of two nodes. */
export function edgeOf(source: u32, destination: u32): u32 {
  const slot = slotOf(edges, source, destination);
  const number = numberAt(slot);
  if (number !== 0) return number - 1;
  const edge = newEdge(source, destination);
  put(edges, slot, source, destination, edge + 1);
  return edge;
}

function newEdge(source: u32, destination: u32): u32 {
  if (edgeCount === room) {
    ends = grown(ends, 8 * room, 16 * room);
    room *= 2;
  }
  store<u32>(ends + edgeCount * 8, source);
  store<u32>(ends + edgeCount * 8, destination, 4);
  makeRoom(edgeCount);
  return edgeCount++;
}

/** The edge of two IPv4 addresses, words of their bytes; -1: whose they are is not settled. */
export function edgeOf4(source: u32, destination: u32): i32 {
  const slot = slotOf(flows, source, destination);
  const number = numberAt(slot);
  return number !== 0 ? number - 1 : newFlow(slot, source, destination);
}

function newFlow(slot: usize, source: u32, destination: u32): i32 {
  const from = nodeOf4(source);
  const to = nodeOf4(destination);
  if (from < 0 || to < 0) return -1;
  // Addresses that name their nodes: a new flow is a new edge.
  const edge = ownNames ? newEdge(from, to) : edgeOf(from, to);
  put(flows, slot, source, destination, edge + 1);
  return edge;
}

/** The edge of two IPv6 addresses. */
export function edgeOf6(source: usize, destination: usize): i32 {
  const from = nodeOf6(source);
  const to = nodeOf6(destination);
  return from < 0 || to < 0 ? -1 : edgeOf(from, to);
}

/** Addresses may be of other nodes from now on: those of another network. */
export function forgetAddresses(): void {
  if (ownNames) return;
  forget(flows);
  forgetNodes();
}

export function edgesMade(): u32 {
  return edgeCount;
}

export function endsAt(): usize {
  return ends;
}

/** No packet and no pair can be looked up any more; the ends stay. */
export function releasePairs(): void {
  release(flows);
  release(edges);
  releaseNodes();
  releaseWindows();
}

/** The ends are not needed any more, either. */
export function releaseEnds(): void {
  free(ends, 8 * room);
}
