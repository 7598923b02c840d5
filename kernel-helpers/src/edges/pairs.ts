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
  private ends: Uint32Array = new Uint32Array(2048);
  private readonly nodeNumbers = new Map<string, number>();
  private edgeNumbers = new WordDictionary(2, 1 << 14);

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
    const { key, size } = this.edgeNumbers;
    key[0] = source;
    key[1] = destination;
    const number = this.edgeNumbers.find();
    if (number === size) this.append(number, source, destination);
    return number;
  }

  /** The ends of all edges, node numbers. Nothing can be added afterwards: the memory of the numbering is given back. */
  finish(): { sources: Uint32Array; destinations: Uint32Array } {
    const { ends } = this;
    const { size } = this.edgeNumbers;
    this.edgeNumbers = new WordDictionary(2);
    this.nodeNumbers.clear();
    this.ends = new Uint32Array(0);
    return {
      sources: Uint32Array.from({ length: size }, (_, edge) => ends[edge * 2]),
      destinations: Uint32Array.from({ length: size }, (_, edge) => ends[edge * 2 + 1]),
    };
  }

  private append(edge: number, source: number, destination: number): void {
    if (edge * 2 === this.ends.length) {
      const longer = new Uint32Array(edge * 4);
      longer.set(this.ends);
      this.ends = longer;
    }
    this.ends[edge * 2] = source;
    this.ends[edge * 2 + 1] = destination;
  }
}

/** Remembers the edges of IPv4 pairs that are the same for all time: `OpenWindow` does, where most packets never leave it. */
export interface KnownPairs {
  learn(source: number, destination: number, edge: number): void;
  find(source: number, destination: number): number;
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
  known: KnownPairs,
): (packet: Packet) => number {
  const finders = { 4: finder(4), 16: finder(16) };
  const numberOf = (end: End): number => (end.number < 0 ? (end.number = pairs.node(end.node)) : end.number);

  function finder(length: 4 | 16): (packet: Packet) => number {
    const words = length / 4;
    const flows = new WordDictionary(words * 2);
    const addresses = new WordDictionary(words);
    const ends: End[] = [];
    const settled = new Settled();
    const resolved = new Resolved();

    const addressNumber = (bytes: Buffer, offset: number): number => {
      addressWords(bytes, offset, length, addresses.key, 0);
      return addresses.find();
    };

    /** What stands behind the address at `offset`, which has that number. Its text is made once, unless it changes hands. */
    function endOf(bytes: Buffer, offset: number, number: number, at: Microseconds): End {
      const known = ends[number];
      if (known && at >= known.owner.from && at < known.owner.to) return known;
      const address = addressText(bytes, offset, length);
      const owner = owners(network, address, at);
      const node = name(address, bytes.subarray(offset, offset + length), owner.interval);
      const special = dropSpecial && isSpecial(node.kind) ? node.kind : null;
      return (ends[number] = { owner, special, node, number: -1 });
    }

    /** The edge of a pair whose ends are settled; -1: they are not, or not yet. */
    function settledEdge({ bytes, source, destination }: Packet): number {
      const [a, b] = [addressNumber(bytes, source), addressNumber(bytes, destination)];
      return settled.has(a) && settled.has(b) ? pairs.edge(settled.nodeOf(a), settled.nodeOf(b)) : -1;
    }

    function resolve({ bytes, source, destination }: Packet, flow: number, at: Microseconds): number {
      const [a, b] = [addressNumber(bytes, source), addressNumber(bytes, destination)];
      const [from, to] = [endOf(bytes, source, a, at), endOf(bytes, destination, b, at)];
      const special = from.special ?? to.special;
      const edge = special ? -1 - droppedKinds.indexOf(special) : pairs.edge(numberOf(from), numberOf(to));
      for (const [number, end] of [
        [a, from],
        [b, to],
      ] as const)
        if (isForever(end)) settled.set(number, end.number);
      resolved.set(flow, edge, Math.max(from.owner.from, to.owner.from), Math.min(from.owner.to, to.owner.to));
      return edge;
    }

    return (packet) => {
      const { key } = flows;
      addressWords(packet.bytes, packet.source, length, key, 0);
      addressWords(packet.bytes, packet.destination, length, key, words);
      if (length === 4) {
        const edge = known.find(key[0], key[1]);
        if (edge >= 0) return edge;
        const settled = settledEdge(packet);
        if (settled >= 0) {
          known.learn(key[0], key[1], settled);
          return settled;
        }
      }
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

const isForever = ({ number, owner }: End): boolean => number >= 0 && owner.from === -Infinity && owner.to === Infinity;

/** The nodes of addresses that have one for all time: looked up for each new flow, twice, so no object is touched. */
class Settled {
  /** Number of the node, plus one. */
  private nodes: Uint32Array = new Uint32Array(1024);

  has(address: number): boolean {
    return address < this.nodes.length && this.nodes[address] > 0;
  }

  nodeOf(address: number): number {
    return this.nodes[address] - 1;
  }

  set(address: number, node: number): void {
    if (address >= this.nodes.length) {
      const longer = new Uint32Array(Math.max(this.nodes.length * 2, address + 1));
      longer.set(this.nodes);
      this.nodes = longer;
    }
    this.nodes[address] = node + 1;
  }
}

/** The edge of each flow, and the span of time for which it holds. */
class Resolved {
  known = 0;
  edges: Int32Array = new Int32Array(1024);
  /** Spans, from and to for each flow; empty until the first answer that holds for a part of time only. */
  private spans: Float64Array = new Float64Array(0);

  /** Whether any answer holds for a part of time only. */
  get timed(): boolean {
    return this.spans.length > 0;
  }

  holds(flow: number, at: Microseconds): boolean {
    return at >= this.spans[flow * 2] && at < this.spans[flow * 2 + 1];
  }

  set(flow: number, edge: number, from: Microseconds, to: Microseconds): void {
    if (flow >= this.edges.length) this.grow(this.edges.length * 2);
    this.edges[flow] = edge;
    this.known = Math.max(this.known, flow + 1);
    if (!this.timed && from === -Infinity && to === Infinity) return;
    if (!this.timed) this.spans = unbounded(new Float64Array(0), this.edges.length * 2);
    this.spans[flow * 2] = from;
    this.spans[flow * 2 + 1] = to;
  }

  private grow(length: number): void {
    const longer = new Int32Array(length);
    longer.set(this.edges);
    this.edges = longer;
    if (this.timed) this.spans = unbounded(this.spans, length * 2);
  }
}

/** The spans, and behind them spans that hold for all time. */
function unbounded(spans: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(spans);
  for (let i = spans.length; i < length; i += 2) {
    longer[i] = -Infinity;
    longer[i + 1] = Infinity;
  }
  return longer;
}
