import { addressText } from "../pcap/address";
import type { Packet } from "../pcap/packet";
import type { Microseconds, OwnerLookup } from "./entities";
import { FlowDictionary } from "./flows";
import { isSpecial, type Namer, type Node, type SpecialKind } from "./node";

/** Codes below zero say of which kind a dropped packet was; the kind of code -n is at n - 1. */
export const droppedKinds: readonly SpecialKind[] = ["multicast", "broadcast", "link-local"];

/** Nodes and edges (pairs of nodes), numbered in order of appearance. */
export class Pairs {
  readonly nodes: Node[] = [];
  readonly sources: number[] = [];
  readonly destinations: number[] = [];
  private readonly nodeNumbers = new Map<string, number>();
  private readonly edgeNumbers = new Map<number, number>();

  node(node: Node): number {
    const known = this.nodeNumbers.get(node.name);
    if (known !== undefined) return known;
    this.nodeNumbers.set(node.name, this.nodes.length);
    return this.nodes.push(node) - 1;
  }

  edge(source: number, destination: number): number {
    const key = source * 2 ** 26 + destination; // Node numbers, of which there are fewer than 2^26, so 52 bits.
    const known = this.edgeNumbers.get(key);
    if (known !== undefined) return known;
    this.edgeNumbers.set(key, this.sources.length);
    this.destinations.push(destination);
    return this.sources.push(source) - 1;
  }
}

/**
 * Finds the edge of each packet of one network. An address pair is resolved when it is first seen and, where an address changes
 * hands, again when the packet's time leaves the span for which the answer holds.
 */
export function edgeFinder(
  network: string | undefined,
  pairs: Pairs,
  owners: OwnerLookup,
  name: Namer,
  dropSpecial: boolean,
): (packet: Packet) => number {
  const ipv4 = new Resolved(new FlowDictionary(4));
  const ipv6 = new Resolved(new FlowDictionary(16));

  function resolve(packet: Packet, into: Resolved, flow: number, at: Microseconds): number {
    const { bytes, source, destination, addressLength } = packet;
    const ends = [source, destination].map((offset) => {
      const address = addressText(bytes, offset, addressLength);
      const owner = owners(network, address, at);
      return { node: name(address, bytes.subarray(offset, offset + addressLength), owner.interval), owner };
    });
    const special = dropSpecial ? ends.map(({ node }) => node.kind).find(isSpecial) : undefined;
    const edge = special ? -1 - droppedKinds.indexOf(special) : pairs.edge(pairs.node(ends[0].node), pairs.node(ends[1].node));
    into.set(flow, edge, Math.max(ends[0].owner.from, ends[1].owner.from), Math.min(ends[0].owner.to, ends[1].owner.to));
    return edge;
  }

  return (packet) => {
    const resolved = packet.addressLength === 4 ? ipv4 : ipv6;
    const flow = resolved.flows.find(packet.bytes, packet.source, packet.destination);
    if (flow < resolved.known && !resolved.timed) return resolved.edges[flow];
    const at = packet.seconds * 1e6 + Math.floor(packet.nanoseconds / 1000);
    return flow < resolved.known && resolved.holds(flow, at) ? resolved.edges[flow] : resolve(packet, resolved, flow, at);
  };
}

/** The edge of each flow, and the span of time for which it holds. */
class Resolved {
  known = 0;
  /** Whether any answer holds for a part of time only. */
  timed = false;
  edges: Int32Array = new Int32Array(1024);
  private from: Float64Array = new Float64Array(1024);
  private to: Float64Array = new Float64Array(1024);

  constructor(readonly flows: FlowDictionary) {}

  holds(flow: number, at: Microseconds): boolean {
    return at >= this.from[flow] && at < this.to[flow];
  }

  set(flow: number, edge: number, from: Microseconds, to: Microseconds): void {
    if (flow >= this.edges.length) {
      const length = this.edges.length * 2;
      const longer = new Int32Array(length);
      longer.set(this.edges);
      this.edges = longer;
      this.from = grown(this.from, length);
      this.to = grown(this.to, length);
    }
    this.edges[flow] = edge;
    this.from[flow] = from;
    this.to[flow] = to;
    this.known = Math.max(this.known, flow + 1);
    if (from > -Infinity || to < Infinity) this.timed = true;
  }
}

function grown(array: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(array);
  return longer;
}
