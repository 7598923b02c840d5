import { endpoint } from "../edges/ledger/segment";
import { type CaptureFile, isSequel } from "../edges/options";
import { addressText } from "../pcap/address";
import { type Packet, packetTime } from "../pcap/packet";
import { readPackets } from "../pcap/read";
import { transportOf } from "../pcap/transport";
import type { HopRate, LedgerLine, SpanRate, Time } from "../runfolder";

/** A hop's rates with what the captures say, bytes/s: IP packets in the theft's direction, and back. Null where it cannot be told. */
export interface CapturedHopRate extends HopRate {
  readonly ip: number | null;
  readonly back: number | null;
}

/** The rates of one span, with what was seen of it on the wire. */
export interface CapturedSpanRate extends SpanRate {
  readonly trial: number;
  readonly hops: readonly CapturedHopRate[];
}

/** What is looked for in the captures: packets to and from where a hop's messages went, around the time when they did. */
interface Watched {
  readonly hop: HopRate;
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
 * The IP rates of each hop of each span of a trial: whole packets over tcp or udp to the ports that its messages went to (and from them:
 * back), from its captures. Where several captures saw a hop, the one that saw most of it counts.
 *
 * @throws InputError when a file is no capture
 */
export async function withIpRates(
  trial: number,
  rates: readonly SpanRate[],
  ledger: readonly LedgerLine[],
  captures: readonly CaptureFile[],
): Promise<CapturedSpanRate[]> {
  const seen = rates.length === 0 ? [] : await Promise.all(pointsOf(captures).map((files) => bytesOf(files, rates, ledger)));
  return rates.map((rate, r): CapturedSpanRate => {
    const hops = rate.hops.map((hop, h): CapturedHopRate => {
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
  const ports = new Set(all.flatMap(({ ends }) => [...ends].map((end) => Number(end.slice(end.lastIndexOf(":") + 1)))));
  const sink = (packet: Packet): void => {
    const transport = transportOf(packet);
    if (!transport || (transport.protocol !== 6 && transport.protocol !== 17) || transport.offset + 4 > packet.end) return;
    const { bytes, addressLength } = packet;
    const [sourcePort, port] = [bytes.readUInt16BE(transport.offset), bytes.readUInt16BE(transport.offset + 2)];
    const add = (direction: "ip" | "back", address: number, itsPort: number): void => {
      if (!ports.has(itsPort)) return;
      const end = endpoint(addressText(bytes, address, addressLength), itsPort);
      const time = packetTime(packet);
      for (const one of all) if (one.ends.has(end) && time >= one.from && time <= one.to) one[direction] += packet.ipLength;
    };
    add("ip", packet.destination, port);
    add("back", packet.source, sourcePort);
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
  return { hop, ends: new Set(lines.map(({ remote }) => remote)), from, to, seconds, ip: 0, back: 0 };
}
