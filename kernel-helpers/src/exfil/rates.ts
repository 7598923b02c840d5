import { ConfigError } from "../config";
import type { Transport } from "../runfolder";
import { meanChunk } from "./det/chunk";
import { digitsPerName } from "./det/names";
import { domainOf } from "./document";
import type { ResolvedTheft } from "./resolve";
import { peakOf } from "./schedule";

/*
 * Rates have physics. Each message costs its agents processor time: DET opens one connection for each, or sends one datagram, so messages per second are
 * what counts first, and bytes second.
 */

/**
 * Milliseconds of a processor that a message costs a relay: for itself, and for each kB of its chunk. (`npm run soak -- costs`, two cores with
 * a load of 4 to 5 of others. Over icmp twice what node takes: the Python program beside it takes as much.)
 */
const cost: Readonly<Record<Transport, { readonly message: number; readonly kilobyte: number }>> = {
  tcp: { message: 0.7, kilobyte: 0.09 },
  http: { message: 1.04, kilobyte: 0.125 },
  udp: { message: 0.36, kilobyte: 0.04 },
  dns: { message: 2, kilobyte: 2.3 },
  icmp: { message: 0.72, kilobyte: 1.1 },
};

/**
 * Share of a core that an agent may take beside an application on two cores: four agents on a path are then 70 % of the machine. Less over udp,
 * where what an agent is too late for is lost.
 */
const share: Readonly<Record<Transport, number>> = { tcp: 0.35, http: 0.35, udp: 0.2, dns: 0.35, icmp: 0.35 };

/** Ports that Linux gives out (32768 to 60999), each unusable for 60 s after the side that closes first has used it. */
const timeWait = Math.floor((60_999 - 32_768 + 1) / 60);

/**
 * Queries per second that an agent asks beside an application: one after the other, each when the one before it has its answer. Measured where a theft
 * over dns asked for more than it got: at a load of 12 to 14 on two cores, on the leg to outside.
 */
const queriesPerSecond = 760;

/** Hexadecimal digits over dns: of a message beside its chunk, and of each byte of the chunk. */
const digits = { message: 34, byte: 4 };

/** Messages per second that waiting for answers allows; Infinity where several are under way, or none is waited for. */
function waitedFor(transport: Transport, chunk: number, domain?: string): number {
  if (transport !== "dns") return Infinity;
  return queriesPerSecond / Math.ceil((digits.message + digits.byte * chunk) / digitsPerName(domainOf({ domain })));
}

/** The greatest mean chunk that can be asked for instead, bytes: of a configuration, or in datagrams. */
const greatest: Readonly<Record<Transport, number>> = { tcp: 65_000, http: 65_000, udp: 600, dns: 65_000, icmp: 540 };

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
 * @param chunk mean size of their chunks, bytes
 * @param narrowest least number of instances on a hop of the path; each carries its share
 * @param domain of the names over dns
 */
export function heldMessages(transport: Transport, chunk: number, narrowest: number, domain?: string): number {
  const { message, kilobyte } = cost[transport];
  const held = (1000 * share[transport]) / (message + (kilobyte * chunk) / 1000);
  return Math.floor(Math.min(held, waitedFor(transport, chunk, domain), transport === "tcp" ? timeWait : Infinity) * narrowest);
}

/**
 * The mean chunk with which a path holds a rate and takes no more than a part of what agents may take; Infinity where none is great enough.
 *
 * @param part of the share of a core, 0 to 1
 */
export function chunkHolding(transport: Transport, bytesPerSecond: number, narrowest: number, part: number): number {
  const { message, kilobyte } = cost[transport];
  const perByte = (1000 * share[transport] * part * narrowest) / bytesPerSecond;
  return perByte > kilobyte / 1000 ? message / (perByte - kilobyte / 1000) : Infinity;
}

/** What a theft's path can hold with its chunks and its schedule. */
export function limitOf(theft: Pick<ResolvedTheft, "transport" | "chunk" | "style" | "burst" | "domain">, narrowest: number): RateLimit {
  const mean = meanChunk(theft.chunk);
  const held = heldMessages(theft.transport, mean, narrowest, theft.domain);
  return { messagesPerSecond: held, bytesPerSecond: Math.floor((held * mean) / peakOf({ ...theft, jitter: 0 })) };
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
    const ports = transport !== "tcp" ? "" : `, and ports in TIME_WAIT would end ${timeWait}/s between two addresses`;
    const enough = Math.ceil(chunkHolding(transport, bytesPerSecond * peak, narrowest, 1));
    const isEnough =
      enough <= greatest[transport] && (bytesPerSecond * peak) / enough <= waitedFor(transport, enough, theft.domain) * narrowest;
    const larger = isEnough ? `, or chunks of ${enough} B on average` : "";
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
