import { readPackets } from "../../pcap/read";
import type { LedgerLine } from "../../runfolder/ledger";
import type { ClockRecord } from "../../runfolder/run";
import { agentClocks } from "./clocks";
import type { Connections } from "./connection";
import { endsOf, leaves, listenersOf, protocolOf, type Listener } from "./endpoints";
import { matchMessages, type JoinedMessage, type Unclaimed } from "./match";
import { detoursOf, passedOn } from "./passed";
import { remainderText, type Remainder } from "./remainder";
import { type CaptureFile, isSequel } from "../options";
import { witness } from "./witness";

/** What the ledger and the captures say together of one leg: the way from one hop to the next. */
export interface LegJoin {
  /** The hop that sends. */
  readonly hop: number;
  /** Set of the way from the resolver that the hop asked to the next hop. */
  readonly passedOn?: true;
  /** Messages on record, and their bytes: of the stolen file, and handed to the transport. */
  readonly messages: number;
  readonly payload: number;
  readonly encoded: number;
  /** Transport payload of their connections and datagrams as captured, each byte once: equals `encoded` where all was seen. */
  readonly capturedPayload: number;
  /** Bytes that went over the wire again. */
  readonly retransmitted: number;
  /** Messages of which nothing is in the capture. */
  readonly unmatched: number;
  /** Connections and datagrams to this leg's end points of which nothing is on record, and the bytes in all that no message claimed. */
  readonly strays: { readonly connections: number; readonly payload: number };
}

export interface LedgerJoin {
  readonly legs: readonly LegJoin[];
  /**
   * Bytes of the (encrypted) stolen files, each message once: sent by originators; received at the last hop; and seen in the capture
   * on the last leg (behind a resolver, where one was asked), counting the messages of which every byte was captured.
   */
  readonly stolen: { readonly sent: number; readonly received: number; readonly captured: number };
  /**
   * The messages of all legs, in the order of the ledger. Behind them those that only the last hop has on record: after a reset or a
   * kill the receiver's word counts. At the end those that a resolver passed on, on their way from it.
   */
  readonly messages: readonly JoinedMessage[];
  /** Each part in which ledger, receiver and captures disagree, with its reason. Together they account for every byte. */
  readonly remainders: readonly Remainder[];
  /** The same in words; empty when they agree byte for byte. */
  readonly differences: readonly string[];
  /** The clock of each agent against that of the captures. */
  readonly clocks: readonly ClockRecord[];
}

export interface JoinOptions {
  /** Where agents listen; default: where messages on record went to. */
  readonly listeners?: readonly Listener[];
  readonly signal?: AbortSignal;
}

/**
 * Joins the ledger of a trial with its captures, by address, port and time, never by schedule.
 *
 * @param captures files of capture points; a connection that several points saw counts where most of it was seen
 * @throws InputError when a file is no capture
 */
export async function joinLedger(
  ledger: readonly LedgerLine[],
  captures: readonly (string | CaptureFile)[],
  { listeners = listenersOf(ledger), signal }: JoinOptions = {},
): Promise<LedgerJoin> {
  const seen = witness(ledger, listeners);
  let before: CaptureFile | null = null;
  for (const capture of ledger.length + listeners.length > 0 ? captures : []) {
    const one = typeof capture === "string" ? { file: capture } : capture;
    if (!before || !isSequel(one, before)) seen.point();
    before = one;
    await readPackets(one.file, (packet) => void seen.see(packet), { signal });
  }
  return joinConnections(ledger, seen.points(), listeners);
}

/** The same for connections that were read already: pure. */
export function joinConnections(
  ledger: readonly LedgerLine[],
  points: readonly Connections[],
  listeners: readonly Listener[] = listenersOf(ledger),
): LedgerJoin {
  const outgoing = ledger.filter(leaves);
  const received = ledger.filter(({ event }) => event === "received");
  const detours = detoursOf(ledger, listeners);
  const sent = new Set(outgoing.map((line) => `${line.hop} ${name(line)}`));
  const unwritten = received.filter((line) => !detours.came(line) && !sent.has(`${line.hop - 1} ${name(line)}`)).map(asSent);
  const { messages, left: unclaimed } = matchMessages([...outgoing, ...unwritten], points);
  const asking = messages.filter(({ line }) => detours.asks(line));
  const { passed, left } = passedOn(asking, received.filter(detours.came), unclaimed, detours);
  const listening = listeners.map(({ hop }) => hop - 1);
  const hops = [...new Set([...outgoing.map(({ hop }) => hop), ...unwritten.map(({ hop }) => hop), ...listening])].sort((a, b) => a - b);
  // Paths may differ in length: a job's last leg is the one before the hop that received it.
  const ends = new Map(received.map(({ job, hop }) => [job, hop - 1]));
  const last = Math.max(...hops);
  const isLast = ({ job, hop }: LedgerLine) => hop === (ends.get(job) ?? last);

  const known = new Set<LedgerLine>(unwritten);
  const legs = hops.flatMap((hop) => {
    const behind = detours.ends(hop);
    const ends = endsAt(hop, messages, listeners).filter((end) => !behind.has(end));
    const one = leg({ hop }, messages, known, left, new Set(ends));
    return behind.size > 0 ? [one, leg({ hop, passedOn: true }, passed, known, left, behind)] : [one];
  });
  const arrivals = arrivalsOf(ledger);
  const whole = passed.filter(({ line, captured }) => captured === line.encoded).map(({ line }) => line);
  const remainders = legs.flatMap((one) => remaindersOf(one, one.passedOn ? passed : messages, known, arrivals, one.passedOn ? [] : whole));
  const stolen = {
    sent: payloadOf(outgoing.filter(({ hop }) => hop === 0)),
    received: payloadOf(received),
    captured: payloadOf([
      ...messages.filter(({ line, captured }) => isLast(line) && !detours.asks(line) && captured === line.encoded).map(({ line }) => line),
      ...whole,
    ]),
  };
  const differences = remainders.filter(({ kind }) => kind !== "repeated").map((one) => remainderText(one, ledger));
  return { legs, stolen, messages: [...messages, ...passed], remainders, differences, clocks: agentClocks(messages) };
}

const name = ({ job, index }: LedgerLine): string => `${job}/${index}`;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** A message as its sender would have written it, from the word of who received it. */
function asSent(line: LedgerLine): LedgerLine {
  return { ...line, hop: line.hop - 1, event: line.hop === 1 ? "sent" : "relayed", local: line.remote, remote: line.local };
}

/** Payload of the messages, each once, however often it came. */
function payloadOf(lines: readonly LedgerLine[]): number {
  return sum([...new Map(lines.map((line) => [name(line), line.payload])).values()]);
}

/** The messages that each hop has on record, by name. */
function arrivalsOf(ledger: readonly LedgerLine[]): ReadonlyMap<number, ReadonlyMap<string, LedgerLine>> {
  const byHop = new Map<number, Map<string, LedgerLine>>();
  for (const line of ledger) {
    if (line.event === "failed") continue;
    const names = byHop.get(line.hop) ?? new Map<string, LedgerLine>();
    byHop.set(line.hop, names.set(name(line), line));
  }
  return byHop;
}

/** The end points of a leg, as pairs of connections name them: where its messages went to, and where agents of the next hop listen. */
function endsAt(hop: number, messages: readonly JoinedMessage[], listeners: readonly Listener[]): string[] {
  return [
    ...messages.filter(({ line }) => line.hop === hop).map(({ line }) => `${protocolOf(line)} ${endsOf(line).destination}`),
    ...listeners.filter((one) => one.hop === hop + 1).map((one) => `${protocolOf(one)} ${one.at}`),
  ];
}

function leg(
  which: Pick<LegJoin, "hop" | "passedOn">,
  all: readonly JoinedMessage[],
  unwritten: ReadonlySet<LedgerLine>,
  left: readonly (readonly Unclaimed[])[],
  ends: ReadonlySet<string>,
): LegJoin {
  const messages = all.filter(({ line }) => line.hop === which.hop);
  const onRecord = messages.filter(({ line }) => !unwritten.has(line));
  const found = new Set(onRecord.flatMap(({ connection }) => (connection ? [connection] : [])));
  // Several capture points may have seen the same strays: the one that saw most tells.
  const strays = left
    .map((point) => point.filter(({ protocol, destination, bytes }) => ends.has(`${protocol} ${destination}`) && bytes > 0))
    .map((point) => ({ connections: point.filter(({ whole }) => whole).length, payload: sum(point.map(({ bytes }) => bytes)) }))
    .reduce((most, point) => (point.payload > most.payload ? point : most), { connections: 0, payload: 0 });
  return {
    ...which,
    messages: onRecord.length,
    payload: sum(onRecord.map(({ line }) => line.payload)),
    encoded: sum(onRecord.map(({ line }) => line.encoded)),
    capturedPayload: sum(onRecord.map(({ captured }) => captured)),
    retransmitted: sum([...found].map(({ retransmitted }) => retransmitted)),
    unmatched: onRecord.filter(({ captured }) => captured === 0).length,
    strays,
  };
}

/** What of a leg does not agree, by reason. @param whole what a resolver passed on: it came through, whatever became of it then */
function remaindersOf(
  { hop, passedOn, strays }: LegJoin,
  all: readonly JoinedMessage[],
  unwritten: ReadonlySet<LedgerLine>,
  arrivals: ReadonlyMap<number, ReadonlyMap<string, LedgerLine>>,
  whole: readonly LedgerLine[],
): Remainder[] {
  const next = arrivals.get(hop + 1);
  const here = arrivals.get(hop);
  const through = new Set(whole.filter((line) => line.hop === hop).map(name));
  const parts = new Map<Remainder["kind"], Remainder>();
  const put = (kind: Remainder["kind"], messages: number, payload: number, encoded: number, carriers = 0): void => {
    const before = parts.get(kind) ?? { hop, ...(passedOn && { passedOn }), kind, messages: 0, payload: 0, encoded: 0, carriers: 0 };
    parts.set(kind, {
      ...before,
      messages: before.messages + messages,
      payload: before.payload + payload,
      encoded: before.encoded + encoded,
      carriers: before.carriers + carriers,
    });
  };

  const counted = new Set<string>();
  for (const { line, captured } of all) {
    if (line.hop !== hop || unwritten.has(line)) continue;
    const missing = line.encoded - captured;
    if (counted.has(name(line))) put("repeated", 1, line.payload, captured);
    counted.add(name(line));
    if (next?.has(name(line)) || through.has(name(line))) {
      if (missing > 0) put("unseen", 1, line.payload, missing);
    } else if (captured === 0) put("lost", 1, line.payload, missing);
    else if (missing > 0) put("cut", 1, line.payload, missing);
    else put("dropped", 1, line.payload, captured);
  }
  // A resolver has nothing on record: what it passed on is known from the captures and the next hop's word.
  const unknown = passedOn ? [] : [...(next ?? [])].flatMap(([known, line]) => (here?.has(known) ? [] : [line]));
  const claimed = sum(all.filter(({ line }) => line.hop === hop && unwritten.has(line)).map(({ captured }) => captured));
  const carriers = strays.connections + all.filter(({ line, captured }) => unwritten.has(line) && line.hop === hop && captured > 0).length;
  if (unknown.length > 0 || strays.payload + claimed > 0)
    put("unrecorded", unknown.length, sum(unknown.map(({ payload }) => payload)), strays.payload + claimed, carriers);
  return [...parts.values()];
}
