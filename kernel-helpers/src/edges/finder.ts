import { addressText } from "../pcap/address";
import type { Packet } from "../pcap/packet";
import { addressWords, WordDictionary } from "./dictionary";
import type { Microseconds, Owner, OwnerLookup } from "./entities/lookup";
import type { Flows } from "./flows";
import { isSpecial, type Namer, type Node, type SpecialKind } from "./node";
import { Resolved } from "./resolved";

/** Codes below zero say of which kind a dropped packet was; the kind of code -n is at n - 1. */
export const droppedKinds: readonly SpecialKind[] = ["multicast", "broadcast", "link-local"];

/**
 * Finds the edge of each packet of one network. An address pair is resolved when it is first seen and, where an address changes
 * hands, again when the packet's time leaves the span for which the answer holds.
 */
export function edgeFinder(
  network: string | undefined,
  flows: Flows,
  owners: OwnerLookup,
  name: Namer,
  dropSpecial: boolean,
): (packet: Packet) => number {
  const finders = { 4: finder(4), 16: finder(16) };
  const numberOf = (end: End): number => (end.number < 0 ? (end.number = flows.node(end.node)) : end.number);

  function finder(length: 4 | 16): (packet: Packet) => number {
    const words = length / 4;
    const known = new WordDictionary(words * 2);
    const addresses = new WordDictionary(words);
    const ends: End[] = [];
    const resolved = new Resolved();

    const addressNumber = (bytes: Buffer, offset: number): number => {
      addressWords(bytes, offset, length, addresses.key, 0);
      return addresses.find();
    };

    /** What stands behind the address at `offset`, which has that number. Its text is made once, unless it changes hands. */
    function endOf(bytes: Buffer, offset: number, number: number, at: Microseconds): End {
      const before = ends[number];
      if (before && at >= before.owner.from && at < before.owner.to) return before;
      const address = addressText(bytes, offset, length);
      const owner = owners(network, address, at);
      const node = name(address, bytes.subarray(offset, offset + length), owner.interval);
      const special = dropSpecial && isSpecial(node.kind) ? node.kind : null;
      return (ends[number] = { owner, special, node, number: -1 });
    }

    function resolve({ bytes, source, destination }: Packet, flow: number, at: Microseconds): number {
      const [a, b] = [addressNumber(bytes, source), addressNumber(bytes, destination)];
      const [from, to] = [endOf(bytes, source, a, at), endOf(bytes, destination, b, at)];
      const special = from.special ?? to.special;
      const edge = special ? -1 - droppedKinds.indexOf(special) : flows.edge(numberOf(from), numberOf(to));
      if (isForever(from)) flows.settle(bytes, source, length, from.number);
      if (isForever(to)) flows.settle(bytes, destination, length, to.number);
      resolved.set(flow, edge, Math.max(from.owner.from, to.owner.from), Math.min(from.owner.to, to.owner.to));
      return edge;
    }

    return (packet) => {
      const settled = flows.find(packet);
      if (settled >= 0) return settled;
      addressWords(packet.bytes, packet.source, length, known.key, 0);
      addressWords(packet.bytes, packet.destination, length, known.key, words);
      const flow = known.find();
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
