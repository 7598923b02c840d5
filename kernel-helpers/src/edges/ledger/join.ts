import { readPackets } from "../../pcap/read";
import type { LedgerLine } from "../../runfolder/ledger";
import type { ClockRecord } from "../../runfolder/run";
import { agentClocks } from "./clocks";
import type { Connections } from "./connection";
import { leaves, listenersOf, type Listener } from "./endpoints";
import { endsAt, legOf, type LegJoin } from "./leg";
import { matchMessages, messageName as name, type JoinedMessage } from "./match";
import { detoursOf } from "./detours";
import { arrivalsOf, remaindersOf } from "./disagreement";
import { passedOn } from "./passed";
import { remainderText, type Remainder } from "./remainder";
import { sum } from "./sum";
import { type CaptureFile, isSequel } from "../options";
import { witness } from "./witness";

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
    const one = legOf({ hop }, messages, known, left, new Set(ends));
    return behind.size > 0 ? [one, legOf({ hop, passedOn: true }, passed, known, left, behind)] : [one];
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

/** A message as its sender would have written it, from the word of who received it. */
function asSent(line: LedgerLine): LedgerLine {
  return { ...line, hop: line.hop - 1, event: line.hop === 1 ? "sent" : "relayed", local: line.remote, remote: line.local };
}

/** Payload of the messages, each once, however often it came. */
function payloadOf(lines: readonly LedgerLine[]): number {
  return sum([...new Map(lines.map((line) => [name(line), line.payload])).values()]);
}
