import { readPackets } from "../pcap/read";
import type { LedgerLine } from "../runfolder/ledger";
import { connections, type Connections, type Protocol } from "./connection";
import { datagramTo } from "./datagram";
import { captureDifferences, ledgerDifferences } from "./difference";
import { matchMessages, protocolOf, type JoinedMessage, type Unclaimed } from "./match";
import { segmentTo } from "./segment";

/** What the ledger and the captures say together of one leg: the way from one hop to the next. */
export interface LegJoin {
  /** The hop that sends. */
  readonly hop: number;
  /** Messages on record, and their bytes: of the stolen file, and handed to the transport. */
  readonly messages: number;
  readonly payload: number;
  readonly encoded: number;
  /** Transport payload of their connections as captured, each TCP sequence number once, and of their datagrams: equals `encoded` where all was seen. */
  readonly capturedPayload: number;
  /** Bytes that went over the wire again. */
  readonly retransmitted: number;
  /** Messages without a connection or datagram in the capture. */
  readonly unmatched: number;
  /** Connections and datagrams to this leg's end points of which nothing is on record (attempts that failed), and their payload. */
  readonly strays: { readonly connections: number; readonly payload: number };
}

export interface LedgerJoin {
  readonly legs: readonly LegJoin[];
  /**
   * Bytes of the (encrypted) stolen files, each message once: sent by originators; received at the last hop; and seen in the capture
   * on the last leg, counting the messages whose connection carried exactly the bytes on record.
   */
  readonly stolen: { readonly sent: number; readonly received: number; readonly captured: number };
  /** The messages of all legs, in the order of the ledger. */
  readonly messages: readonly JoinedMessage[];
  /** Each way in which ledger, receiver and captures disagree, in words; empty when they agree byte for byte. */
  readonly differences: readonly string[];
}

/**
 * Joins the ledger of a trial with its captures, by address, port and time, never by schedule. For tcp, udp and http.
 *
 * @param captures files, one for each capture point; a connection that several of them saw counts where most of it was seen
 * @throws InputError when a file is no capture
 */
export async function joinLedger(
  ledger: readonly LedgerLine[],
  captures: readonly string[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<LedgerJoin> {
  const tcp = portsOf(ledger, "tcp");
  const udp = portsOf(ledger, "udp");
  const points: Connections[] = [];
  for (const file of tcp.size + udp.size > 0 ? captures : []) {
    const point = connections();
    await readPackets(
      file,
      (packet) => {
        const segment = segmentTo(packet, tcp);
        if (segment) return point.add(segment);
        const datagram = datagramTo(packet, udp);
        if (datagram) point.addDatagram(datagram);
      },
      options,
    );
    points.push(point);
  }
  return joinConnections(ledger, points);
}

/** The same for connections that were read already: pure. */
export function joinConnections(ledger: readonly LedgerLine[], points: readonly Connections[]): LedgerJoin {
  const outgoing = ledger.filter(leaves);
  const received = ledger.filter(({ event }) => event === "received");
  const { messages, left } = matchMessages(outgoing, points);
  const hops = [...new Set(outgoing.map(({ hop }) => hop))].sort((a, b) => a - b);
  const legs = hops.map((hop) => leg(hop, messages, left));
  // Paths may differ in length: a job's last leg is the one before the hop that received it.
  const ends = new Map(received.map(({ job, hop }) => [job, hop - 1]));
  const isLast = ({ job, hop }: LedgerLine) => hop === (ends.get(job) ?? hops.at(-1));
  const seen = messages.filter(({ line, connection }) => isLast(line) && connection?.payload === line.encoded);
  const stolen = {
    sent: payloadOf(outgoing.filter(({ hop }) => hop === 0)),
    received: payloadOf(received),
    captured: payloadOf(seen.map(({ line }) => line)),
  };
  return { legs, stolen, messages, differences: [...captureDifferences(legs, messages), ...ledgerDifferences(ledger, ends)] };
}

/** Ports of the end points to which messages went. */
function portsOf(ledger: readonly LedgerLine[], protocol: Protocol): Set<number> {
  const lines = ledger.filter((line) => leaves(line) && protocolOf(line) === protocol);
  return new Set(lines.map(({ remote }) => Number(remote.slice(remote.lastIndexOf(":") + 1))));
}

const leaves = ({ event }: LedgerLine): boolean => event !== "received";
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Payload of the messages, each once, however often it came. */
function payloadOf(lines: readonly LedgerLine[]): number {
  return sum([...new Map(lines.map((line) => [`${line.job}/${line.index}`, line.payload])).values()]);
}

function leg(hop: number, all: readonly JoinedMessage[], left: readonly Unclaimed[]): LegJoin {
  const messages = all.filter(({ line }) => line.hop === hop);
  const found = messages.flatMap(({ connection }) => (connection ? [connection] : []));
  const ends = new Set(messages.map(({ line }) => `${protocolOf(line)} ${line.remote}`));
  // Several capture points may have seen the same strays: the one that saw most tells.
  const strays = left
    .map((point) =>
      point.filter(({ protocol, destination, connection }) => ends.has(`${protocol} ${destination}`) && connection.payload > 0),
    )
    .map((point) => ({ connections: point.length, payload: sum(point.map(({ connection }) => connection.payload)) }))
    .reduce((most, point) => (point.payload > most.payload ? point : most), { connections: 0, payload: 0 });
  return {
    hop,
    messages: messages.length,
    payload: sum(messages.map(({ line }) => line.payload)),
    encoded: sum(messages.map(({ line }) => line.encoded)),
    capturedPayload: sum(found.map(({ payload }) => payload)),
    retransmitted: sum(found.map(({ retransmitted }) => retransmitted)),
    unmatched: messages.length - found.length,
    strays,
  };
}
