import { addressText } from "../pcap/address";
import type { Packet } from "../pcap/packet";
import { addressNodes } from "./addressNodes";
import type { Engine } from "./engine";
import type { Namer, Node } from "./node";
import { nameOrder } from "./nameOrder";
import { merged, sortedEdges, type SortedNodes, type SortedPairs } from "./order";

/**
 * Nodes and edges of packets, numbered in the loops' memory (assembly/addresses.ts, assembly/pairs.ts), where most packets find theirs without coming here.
 *
 * Where each address is a node of its own for all time, the loops number them too, and their names are made at the end. Else `settle` says
 * which address is of which node for all time.
 */
export class Flows {
  private readonly nodes: Node[] = [];
  private readonly numbers = new Map<string, number>();
  /** Both addresses of an IPv6 packet. */
  private readonly both: Buffer;
  private readonly bothAt: number;

  /** @param ownName names each address's node; null: addresses are settled */
  constructor(
    private readonly engine: Engine,
    private readonly ownName: Namer | null,
  ) {
    if (ownName) engine.loops.nameNodes();
    this.bothAt = engine.allocate(32);
    this.both = engine.bytes(this.bothAt, 32);
  }

  node(node: Node): number {
    const known = this.numbers.get(node.name);
    if (known !== undefined) {
      if (node.kind === "instance") this.nodes[known] = node; // A service is its instances, whether its virtual IP came first or not.
      return known;
    }
    const number = this.engine.loops.newNode();
    this.numbers.set(node.name, number);
    this.nodes[number] = node;
    return number;
  }

  edge(source: number, destination: number): number {
    return this.engine.loops.edgeOf(source, destination) >>> 0;
  }

  /** The edge of a packet, if its addresses are settled; else -1. */
  find({ bytes, source, destination, addressLength }: Packet): number {
    if (addressLength === 4) return this.engine.loops.edgeOf4(addressWord(bytes, source), addressWord(bytes, destination));
    bytes.copy(this.both, 0, source, source + 16);
    bytes.copy(this.both, 16, destination, destination + 16);
    return this.engine.loops.edgeOf6(this.bothAt, this.bothAt + 16);
  }

  /** The address at `offset` is of that node for all time. */
  settle(bytes: Buffer, offset: number, length: 4 | 16, node: number): void {
    if (length === 4) return this.engine.loops.settle4(addressWord(bytes, offset), node);
    bytes.copy(this.both, 0, offset, offset + 16);
    this.engine.loops.settle6(this.bothAt, node);
  }

  /** What is settled no longer holds: the next file is of another network, on which addresses may belong to others. */
  forget(): void {
    this.engine.loops.forgetAddresses();
  }

  /** Nodes and edges in order. Nothing can be looked up or added afterwards: the memory is given back to the engine. */
  finish(): SortedPairs {
    const { loops } = this.engine;
    const nodes = this.ownName ? merged(addressNodes(this.engine, this.ownName), this.own6(this.ownName)) : this.byName();
    loops.releasePairs();
    const sorted = sortedEdges(this.engine, nodes, loops.endsAt() >>> 0, loops.edgesMade());
    loops.releaseEnds();
    return sorted;
  }

  private byName(): SortedNodes {
    const order = nameOrder(this.nodes.map(({ name }) => name));
    return { order, nodes: Array.from(order, (node) => this.nodes[node]) };
  }

  /** The nodes that the loops made of IPv6 addresses. */
  private own6(name: Namer): SortedNodes {
    const [count, halves] = [this.engine.loops.count6(), this.engine.loops.countHalves()];
    const [at, scratch] = [this.engine.allocate(count * 20), this.engine.allocate(halves * 8)];
    this.engine.loops.list6(at, scratch);
    const bytes = this.engine.bytes(at, count * 20);
    const nodes = Array.from({ length: count }, (_, i) => name(addressText(bytes, i * 20, 16), bytes.subarray(i * 20, i * 20 + 16), null));
    const order = nameOrder(nodes.map((node) => node.name));
    const made = { nodes: Array.from(order, (i) => nodes[i]), order: order.map((i) => bytes.readUInt32LE(i * 20 + 16)) };
    this.engine.free(scratch, halves * 8);
    this.engine.free(at, count * 20);
    return made;
  }
}

/** The bytes of an IPv4 address as the loops see them. */
const addressWord = (bytes: Uint8Array, at: number): number =>
  bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
