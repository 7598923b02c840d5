import { type Packet, packetTime } from "../../pcap/packet";
import type { LedgerLine } from "../../runfolder/ledger";
import type { HopRate, SpanRate } from "../../runfolder/rate";
import type { Time } from "../../runfolder/time";
import { flowOf, type Sighting } from "./witness";

/** Counts whole packets of the connections and datagrams that carried the messages of each hop of each span, in the theft's direction and back. */
export interface IpRates {
  /** Takes each of the thief's packets once. */
  see(packet: Packet, sighting: Sighting): void;
  /** The rates, with those of IP; null where no packet was seen. */
  finish(): SpanRate[];
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

export function ipRates(rates: readonly SpanRate[], ledger: readonly LedgerLine[]): IpRates {
  const spans = rates.map((rate) => rate.hops.map((hop) => watched(rate, hop, ledger)));
  const all = spans.flat();
  return {
    see(packet, { flow, forward }) {
      const time = packetTime(packet);
      const end = flow.slice(flow.lastIndexOf(" ") + 1);
      for (const one of all)
        if (time >= one.from && time <= one.to && (one.flows.has(flow) || one.ends.has(end)))
          one[forward ? "ip" : "back"] += packet.ipLength;
    },
    finish: () =>
      rates.map((rate, r) => {
        const hops = rate.hops.map((hop, h): HopRate => {
          const { ip, back, seconds } = spans[r][h];
          return ip === 0 || seconds === 0 ? { ...hop, ip: null, back: null } : { ...hop, ip: ip / seconds, back: back / seconds };
        });
        return { ...rate, hops };
      }),
  };
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
