import { addressText } from "../pcap/address";
import type { Packet } from "../pcap/packet";
import { addressWords, WordDictionary } from "./dictionary";
import type { Microseconds, Owner, OwnerLookup } from "./entities/lookup";
import { isSpecial, type Namer, type Node, type SpecialKind } from "./node";

/** Codes below zero say of which kind a dropped packet was; the kind of code -n is at n - 1. */
export const droppedKinds: readonly SpecialKind[] = ["multicast", "broadcast", "link-local"];

/** Nodes and edges (pairs of nodes), numbered in order of appearance. */
export class Pairs {
  readonly nodes: Node[] = [];
  readonly sources: number[] = [];
  readonly destinations: number[] = [];
  private readonly nodeNumbers = new Map<string, number>();
  private readonly edgeNumbers = new WordDictionary(2);

  node(node: Node): number {
    const known = this.nodeNumbers.get(node.name);
    if (known !== undefined) {
      if (node.kind === "instance") this.nodes[known] = node; // A service is its instances, whether its virtual IP came first or not.
      return known;
    }
    this.nodeNumbers.set(node.name, this.nodes.length);
    return this.nodes.push(node) - 1;
  }

  edge(source: number, destination: number): number {
    this.edgeNumbers.key[0] = source;
    this.edgeNumbers.key[1] = destination;
    const number = this.edgeNumbers.find();
    if (number === this.sources.length) {
      this.sources.push(source);
      this.destinations.push(destination);
    }
    return number;
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
  const finders = { 4: finder(4), 16: finder(16) };
  const numberOf = (end: End): number => (end.number < 0 ? (end.number = pairs.node(end.node)) : end.number);

  function finder(length: 4 | 16): (packet: Packet) => number {
    const words = length / 4;
    const flows = new WordDictionary(words * 2);
    const addresses = new WordDictionary(words);
    const ends: End[] = [];
    const resolved = new Resolved();

    /** What stands behind the address at `offset`. Its text is made once, unless it changes hands. */
    function endOf(bytes: Buffer, offset: number, at: Microseconds): End {
      addressWords(bytes, offset, length, addresses.key, 0);
      const number = addresses.find();
      const known = ends[number];
      if (known && at >= known.owner.from && at < known.owner.to) return known;
      const address = addressText(bytes, offset, length);
      const owner = owners(network, address, at);
      const node = name(address, bytes.subarray(offset, offset + length), owner.interval);
      const special = dropSpecial && isSpecial(node.kind) ? node.kind : null;
      return (ends[number] = { owner, special, node, number: -1 });
    }

    function resolve({ bytes, source, destination }: Packet, flow: number, at: Microseconds): number {
      const [from, to] = [endOf(bytes, source, at), endOf(bytes, destination, at)];
      const special = from.special ?? to.special;
      const edge = special ? -1 - droppedKinds.indexOf(special) : pairs.edge(numberOf(from), numberOf(to));
      resolved.set(flow, edge, Math.max(from.owner.from, to.owner.from), Math.min(from.owner.to, to.owner.to));
      return edge;
    }

    return (packet) => {
      addressWords(packet.bytes, packet.source, length, flows.key, 0);
      addressWords(packet.bytes, packet.destination, length, flows.key, words);
      const flow = flows.find();
      if (flow < resolved.known && !resolved.timed) return resolved.edges[flow];
      const at = packet.seconds * 1e6 + Math.floor(packet.nanoseconds / 1000);
      return flow < resolved.known && resolved.holds(flow, at) ? resolved.edges[flow] : resolve(packet, flow, at);
    };
  }

  return (packet) => finders[packet.addressLength](packet);
}

/** One end of a flow: its node, or why its flows are dropped. */
interface End {
  readonly owner: Owner;
  readonly special: SpecialKind | null;
  readonly node: Node;
  /** The node's number, once an edge has it; -1 before. */
  number: number;
}

/** The edge of each flow, and the span of time for which it holds. */
class Resolved {
  known = 0;
  /** Whether any answer holds for a part of time only. */
  timed = false;
  edges: Int32Array = new Int32Array(1024);
  private from: Float64Array = new Float64Array(1024);
  private to: Float64Array = new Float64Array(1024);

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
