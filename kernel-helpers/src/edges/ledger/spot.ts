import { addressText } from "../../pcap/address";
import type { Packet } from "../../pcap/packet";
import { transportOf, type TransportHeader } from "../../pcap/transport";
import type { LedgerLine } from "../../runfolder/ledger";
import type { Protocol } from "./connection";
import { carriesMessage } from "./echo";
import { endPointOf, endsOf, portOf, protocolOf, type Listener } from "./endpoints";
import { askedName, jobOf } from "./names";
import { resolversOf } from "./detours";
import { endpoint } from "./segment";

/** A packet of the thief's: of a connection or datagram on record, or to an end point that is the thief's alone. */
export interface Spotted {
  readonly protocol: Protocol;
  /** The ends in the direction of the theft, as the ledger writes them. */
  readonly source: string;
  readonly destination: string;
  /** Whether the packet goes in that direction: the other one has acknowledgements, replies and refusals. */
  readonly forward: boolean;
  readonly header: TransportHeader;
  /** DNS or ICMP id. */
  readonly id?: number;
  /** Of ICMP, where it tells thefts between the same addresses apart. */
  readonly sequence?: number;
  /** Name that a DNS query or answer is about. */
  readonly name?: string;
}

const [icmp, tcp, udp, icmp6] = [1, 6, 17, 58];

/**
 * Tells the thief's packets by address and port; those to a resolver, which others ask, too, by the job ids of their names; echo requests, which others
 * send, too, by what they carry. Most packets are told by a look at their ports.
 *
 * @returns a function that gives null for other packets, later fragments, and headers that the snap length cut off
 */
export function spotter(ledger: readonly LedgerLine[], listeners: readonly Listener[]): (packet: Packet) => Spotted | null {
  const pairs = new Set(ledger.map((line) => pairKey(endsOf(line))));
  const own = new Set(listeners.map(endPointOf));
  const sequences = new Set([...ledger, ...listeners].filter(({ transport }) => transport === "icmp").map(sequenceOf));
  const ports = new Uint8Array(65_536);
  const dnsPorts = new Set<number>();
  const resolvers = resolversOf(ledger, listeners);
  const jobs = new Set(ledger.map(({ job }) => job.toLowerCase()));
  for (const line of ledger) if (protocolOf(line) !== "icmp") ports[portOf(endsOf(line).destination)] = 1;
  for (const { transport, at } of listeners) if (transport !== "icmp") ports[portOf(at)] = 1;
  for (const line of ledger) if (line.transport === "dns") dnsPorts.add(portOf(endsOf(line).destination));
  for (const { transport, at } of listeners) if (transport === "dns") dnsPorts.add(portOf(at));

  /** The flow of a packet from one end to another, either of which may be the thief's target. */
  function ofEnds(protocol: Protocol, from: string, to: string, header: TransportHeader): Spotted | null {
    if (pairs.has(`${protocol} ${from} ${to}`) || own.has(`${protocol} ${to}`))
      return { protocol, source: from, destination: to, forward: true, header };
    if (pairs.has(`${protocol} ${to} ${from}`) || own.has(`${protocol} ${from}`))
      return { protocol, source: to, destination: from, forward: false, header };
    return null;
  }

  /** What goes to or comes from a port of DNS: of a resolver's, which others ask, too, only what is about the thief's names. */
  function ofNames(from: string, to: string, header: TransportHeader, packet: Packet): Spotted | null {
    const name = askedName(packet, header);
    const isShared = (resolvers.has(to) || resolvers.has(from)) && !own.has(`udp ${to}`) && !own.has(`udp ${from}`);
    const id = header.offset + 10 <= packet.end ? packet.bytes.readUInt16BE(header.offset + 8) : undefined;
    if (isShared && name !== undefined) {
      if (!jobs.has(jobOf(name))) return null;
      const forward = resolvers.has(to);
      return { protocol: "udp", source: forward ? from : to, destination: forward ? to : from, forward, header, id, name };
    }
    const found = ofEnds("udp", from, to, header);
    return found && { ...found, id, name };
  }

  function ofPorts(packet: Packet, header: TransportHeader, protocol: "tcp" | "udp"): Spotted | null {
    const { bytes, source, destination, addressLength, end } = packet;
    const { offset } = header;
    if (offset + 8 > end) return null;
    const [from, to] = [bytes.readUInt16BE(offset), bytes.readUInt16BE(offset + 2)];
    if (!ports[from] && !ports[to]) return null;
    const [near, far] = [source, destination].map((at) => addressText(bytes, at, addressLength));
    const ends = [endpoint(near, from), endpoint(far, to)] as const;
    if (protocol === "udp" && (dnsPorts.has(from) || dnsPorts.has(to))) return ofNames(...ends, header, packet);
    return ofEnds(protocol, ...ends, header);
  }

  function ofIcmp(packet: Packet, header: TransportHeader, types: IcmpTypes): Spotted | null {
    const { bytes, source, destination, addressLength, end } = packet;
    const { offset } = header;
    if (offset + 8 > end) return null;
    const type = bytes[offset];
    if (type === types.unreachable) return ofRefusal(packet, header);
    if (type !== types.request && type !== types.reply) return null;
    const sequence = bytes.readUInt16BE(offset + 6);
    if (!sequences.has(sequence) || !carriesMessage(packet, header)) return null;
    const [near, far] = [source, destination].map((at) => addressText(bytes, at, addressLength));
    const forward = type === types.request;
    const [from, to] = forward ? [near, far] : [far, near];
    if (!pairs.has(`icmp ${from} ${to}`) && !own.has(`icmp ${to}`)) return null;
    return { protocol: "icmp", source: from, destination: to, forward, header, id: bytes.readUInt16BE(offset + 4), sequence };
  }

  /** A refusal carries the beginning of the packet that it refuses. */
  function ofRefusal({ bytes, end }: Packet, header: TransportHeader): Spotted | null {
    const inner = header.offset + 8;
    if (inner + 20 > end || bytes[inner] >> 4 !== 4) return null;
    const protocol = { [tcp]: "tcp" as const, [udp]: "udp" as const }[bytes[inner + 9]];
    const at = inner + (bytes[inner] & 0x0f) * 4;
    if (!protocol || at + 4 > end) return null;
    const [near, far] = [inner + 12, inner + 16].map((offset) => addressText(bytes, offset, 4));
    const found = ofEnds(protocol, endpoint(near, bytes.readUInt16BE(at)), endpoint(far, bytes.readUInt16BE(at + 2)), header);
    return found?.forward ? { ...found, forward: false } : null;
  }

  return (packet) => {
    if (isOthers(packet, ports)) return null;
    const header = transportOf(packet);
    if (header?.protocol === tcp) return ofPorts(packet, header, "tcp");
    if (header?.protocol === udp) return ofPorts(packet, header, "udp");
    if (header?.protocol === icmp) return ofIcmp(packet, header, icmpTypes[4]);
    return header?.protocol === icmp6 ? ofIcmp(packet, header, icmpTypes[6]) : null;
  };
}

interface IcmpTypes {
  readonly request: number;
  readonly reply: number;
  readonly unreachable: number;
}
const icmpTypes: Readonly<Record<4 | 6, IcmpTypes>> = {
  4: { request: 8, reply: 0, unreachable: 3 },
  6: { request: 128, reply: 129, unreachable: 1 },
};

const pairKey = ({ protocol, source, destination }: { protocol: Protocol; source: string; destination: string }): string =>
  `${protocol} ${source} ${destination}`;

/** The sequence number of a theft's echo requests: it stands where others have a port. */
const sequenceOf = (one: LedgerLine | Listener): number => portOf("at" in one ? one.at : one.remote);

/** A quick look at an IPv4 packet: neither of its ports is one that the thief sends to. */
function isOthers({ bytes, version, ip, end }: Packet, ports: Uint8Array): boolean {
  if (version !== 4 || (bytes[ip + 9] !== tcp && bytes[ip + 9] !== udp)) return false;
  const at = ip + (bytes[ip] & 0x0f) * 4;
  return at + 4 <= end && !ports[(bytes[at] << 8) | bytes[at + 1]] && !ports[(bytes[at + 2] << 8) | bytes[at + 3]];
}
