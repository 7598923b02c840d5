import { listenersOf } from "../edges/ledger/endpoints";
import { flowOf, witness } from "../edges/ledger/witness";
import { type CaptureFile, isSequel } from "../edges/options";
import { type Packet, packetTime } from "../pcap/packet";
import { readPackets } from "../pcap/read";
import type { HopRate, LedgerLine, SpanRate, Time } from "../runfolder";

/** The rates of one span, with what was seen of it on the wire. */
export interface CapturedSpanRate extends SpanRate {
  readonly trial: number;
}

/** What is looked for in the captures: packets of a hop's flows, around the time of its messages. */
interface Watched {
  readonly flows: ReadonlySet<string>;
  /** Where attempts that failed went to: without a line on record, but to an end point that is the thief's alone. */
  readonly ends: ReadonlySet<string>;
  readonly from: Time;
  readonly to: Time;
  readonly seconds: number;
  ip: number;
  back: number;
}

/** Seconds before the first message and behind the last in which packets are still theirs: clocks differ, and connections have tails. */
const before = 0.5;
const behind = 1.5;

/**
 * The IP rates of each hop of each span of a trial: whole packets of the connections and datagrams that carried its messages (and back), from
 * its captures. Where several captures saw a hop, the one that saw most of it counts. Rates that have them already stay as they are.
 *
 * @throws InputError when a file is no capture
 */
export async function withIpRates(
  trial: number,
  rates: readonly SpanRate[],
  ledger: readonly LedgerLine[],
  captures: readonly CaptureFile[],
): Promise<CapturedSpanRate[]> {
  if (rates.every(({ hops }) => hops.every(({ ip }) => ip !== undefined))) return rates.map((rate) => ({ trial, ...rate }));
  const seen = await Promise.all(pointsOf(captures).map((files) => bytesOf(files, rates, ledger)));
  return rates.map((rate, r): CapturedSpanRate => {
    const hops = rate.hops.map((hop, h): HopRate => {
      const most = seen.map((spans) => spans[r][h]).reduce<Watched | null>((best, one) => (best && best.ip >= one.ip ? best : one), null);
      if (!most || most.ip === 0 || most.seconds === 0) return { ...hop, ip: null, back: null };
      return { ...hop, ip: most.ip / most.seconds, back: most.back / most.seconds };
    });
    return { trial, ...rate, hops };
  });
}

/** The files of each capture point. */
function pointsOf(captures: readonly CaptureFile[]): string[][] {
  const points: string[][] = [];
  captures.forEach((capture, i) => {
    if (i > 0 && isSequel(capture, captures[i - 1])) points[points.length - 1].push(capture.file);
    else points.push([capture.file]);
  });
  return points;
}

async function bytesOf(files: readonly string[], rates: readonly SpanRate[], ledger: readonly LedgerLine[]): Promise<Watched[][]> {
  const spans = rates.map((rate) => rate.hops.map((hop) => watched(rate, hop, ledger)));
  const all = spans.flat();
  const seen = witness(ledger, listenersOf(ledger));
  seen.point();
  const sink = (packet: Packet): void => {
    const sighting = seen.see(packet);
    if (!sighting) return;
    const time = packetTime(packet);
    const { flow, forward } = sighting;
    const end = flow.slice(flow.lastIndexOf(" ") + 1);
    for (const one of all)
      if (time >= one.from && time <= one.to && (one.flows.has(flow) || one.ends.has(end))) one[forward ? "ip" : "back"] += packet.ipLength;
  };
  for (const file of files) await readPackets(file, sink);
  return spans;
}

function watched({ jobs }: SpanRate, hop: HopRate, ledger: readonly LedgerLine[]): Watched {
  const lines = ledger.filter((line) => line.event !== "received" && line.hop === hop.hop && jobs.includes(line.job));
  const data = lines.filter(({ payload }) => payload > 0).map(({ time }) => time);
  const seconds = data.length > 0 ? data[data.length - 1] - data[0] : 0;
  const from = (lines[0]?.time ?? 0) - before;
  const to = (lines[lines.length - 1]?.time ?? 0) + behind;
  const ends = lines.filter(({ way, transport }) => way === undefined && transport !== "icmp").map(({ remote }) => remote);
  return { flows: new Set(lines.map(flowOf)), ends: new Set(ends), from, to, seconds, ip: 0, back: 0 };
}
