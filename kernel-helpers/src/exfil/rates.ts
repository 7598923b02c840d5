import { ConfigError } from "../config";
import type { Transport } from "../runfolder";
import { meanChunk } from "./det/chunk";
import type { ResolvedTheft } from "./resolve";
import { peakOf } from "./schedule";

/*
 * Rates have physics. DET opens one connection for each message, or sends one datagram, so messages per second are what counts.
 */

/**
 * Messages per second that an agent takes and sends on beside users on two cores. (Measured over three hops on two bare cores:
 * 510/s over tcp, 390/s over http. Over udp, on two cores with seven others at work: 1,150/s for 5 s without a loss, and the relays
 * take 1,300/s at most.)
 */
const messagesPerSecond: Readonly<Record<Transport, number>> = { tcp: 300, http: 300, udp: 600, dns: 60, icmp: 300 };

/** Ports that Linux gives out (32768 to 60999), each unusable for 60 s after the side that closes first has used it. */
const timeWait = Math.floor((60_999 - 32_768 + 1) / 60);

/** What a path can hold. */
export interface RateLimit {
  /** Messages per second on the narrowest hop. */
  readonly messagesPerSecond: number;
  /** What that comes to with the theft's chunks, payload bytes/s. */
  readonly bytesPerSecond: number;
}

/**
 * Messages per second that a path holds.
 *
 * @param narrowest least number of instances on a hop of the path; each carries its share
 */
export function heldMessages(transport: Transport, narrowest: number): number {
  return messagesPerSecond[transport] * narrowest;
}

/** What a theft's path can hold with its chunks and its schedule. */
export function limitOf(theft: Pick<ResolvedTheft, "transport" | "chunk" | "style" | "burst">, narrowest: number): RateLimit {
  const held = heldMessages(theft.transport, narrowest);
  return { messagesPerSecond: held, bytesPerSecond: Math.floor((held * meanChunk(theft.chunk)) / peakOf({ ...theft, jitter: 0 })) };
}

/**
 * Checks that a theft's rate can be held, and that its file fits into each of its spans.
 *
 * @param narrowest least number of instances on a hop of the path; each carries its share
 * @throws ConfigError with the figures and what could be held
 */
export function checkRate(theft: ResolvedTheft, narrowest: number, key: string): void {
  const { transport, bytesPerSecond, chunk, data, spans } = theft;
  const mean = meanChunk(chunk);
  const peak = peakOf({ ...theft, jitter: 0 });
  const needed = (bytesPerSecond * peak) / mean;
  const { messagesPerSecond: held, bytesPerSecond: most } = limitOf(theft, narrowest);
  if (needed > held) {
    const bursts = peak === 1 ? "" : ` in bursts of ${Math.ceil(bytesPerSecond * peak)} B/s`;
    const what = { tcp: "connections", http: "connections", udp: "datagrams", dns: "messages", icmp: "echo requests" }[transport];
    const ports = what !== "connections" ? "" : `, and ports in TIME_WAIT would end ${timeWait}/s between two addresses`;
    const larger = transport === "udp" ? "" : `, or chunks of ${Math.ceil((bytesPerSecond * peak) / held)} B on average`;
    throw new ConfigError(
      `${key}.bytesPerSecond`,
      `needs ${Math.ceil(needed)} ${what}/s at ${Math.round(mean)} B a chunk${bursts}, one a message; the agents hold ${held}/s${ports}: ` +
        `at most ${most} B/s${larger}, not ${bytesPerSecond} B/s`,
    );
  }
  spans.forEach(([start, end], i) => {
    // Whole microseconds: 5.1 - 3.1 is not 2 in binary fractions.
    const most = Math.floor(bytesPerSecond * (Math.round((end - start) * 1e6) / 1e6));
    if (data.bytes <= most) return;
    throw new ConfigError(
      `${key}.data.bytes`,
      `must be at most ${most} to be sent within ${key}.spans[${i}] (${end - start} s at ${bytesPerSecond} B/s), not ${data.bytes}`,
    );
  });
}
