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
 * The same in a lab beside 50 users, where packets are those of Ethernet: of the busiest agent, by docs/performance.md. Each agent by itself may take its share by
 * what it costs alone; what all of them take together is counted with these.
 */
const costInLab: typeof cost = {
  ...cost,
  tcp: { message: 0.85, kilobyte: 0.215 },
  http: { message: 1.27, kilobyte: 0.158 },
  udp: { message: 0.5, kilobyte: 0.04 },
};

/**
 * Share of a core that an agent may take beside an application on two cores. Less over udp, where what an agent is too late for is lost.
 */
const share: Readonly<Record<Transport, number>> = { tcp: 0.35, http: 0.35, udp: 0.2, dns: 0.35, icmp: 0.35 };

/** Cores that all agents may take at once, of two. */
const coresAtOnce = 1.6;

/** Relays' worth of a path's agents: a sender and a receiver take half as much as a relay, which does both, and a sender makes what it sends. */
const relaysOf = ({ hops }: PathWidth): number => hops - 0.5;

/** Part of those cores that chunks of our own choice may ask for. */
const usedAtOnce = 0.8;

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

/** What of a path matters for what it holds. */
export interface PathWidth {
  /** Least number of instances on a hop inside the lab; each carries its share of the messages. */
  readonly narrowest: number;
  /** Hops, that of the receiver included: each message costs so many agents. */
  readonly hops: number;
}

/** @param hops instances of each hop of a theft, from the originator to the receiver */
export function widthOf(hops: readonly (readonly unknown[])[]): PathWidth {
  return { narrowest: Math.min(...hops.slice(0, -1).map((hop) => hop.length)), hops: hops.length };
}

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
 * @param domain of the names over dns
 */
export function heldMessages(transport: Transport, chunk: number, width: PathWidth, domain?: string): number {
  const each = (1000 * share[transport]) / costOf(cost[transport], chunk);
  const together = (1000 * coresAtOnce) / (costOf(costInLab[transport], chunk) * relaysOf(width));
  const waiting = Math.min(waitedFor(transport, chunk, domain), transport === "tcp" ? timeWait : Infinity);
  return Math.floor(Math.min(Math.min(each, waiting) * width.narrowest, together));
}

/** Milliseconds of a processor for a message with a chunk of so many bytes. */
const costOf = ({ message, kilobyte }: (typeof cost)[Transport], chunk: number): number => message + (kilobyte * chunk) / 1000;

/** What a theft's agents take while they send, of all that agents may take at once: 1 is as much as may be. */
export function partOfMachine(
  theft: Pick<ResolvedTheft, "transport" | "chunk" | "style" | "burst" | "bytesPerSecond">,
  width: PathWidth,
): number {
  const mean = meanChunk(theft.chunk);
  const messagesPerSecond = (theft.bytesPerSecond * peakOf({ ...theft, jitter: 0 })) / mean;
  return (messagesPerSecond * costOf(costInLab[theft.transport], mean) * relaysOf(width)) / (1000 * coresAtOnce);
}

/** The mean chunk with which a theft's agents take no more than such a part, bytes; null where none that can be asked for is great enough. */
export function chunkTaking(
  theft: Pick<ResolvedTheft, "transport" | "style" | "burst" | "bytesPerSecond">,
  width: PathWidth,
  part: number,
): number | null {
  const { transport, bytesPerSecond } = theft;
  const perByte = (1000 * coresAtOnce * part) / relaysOf(width) / (bytesPerSecond * peakOf({ ...theft, jitter: 0 }));
  const chunk = Math.ceil(sizeFor(costInLab[transport], perByte));
  return chunk <= greatest[transport] ? chunk : null;
}

/**
 * The mean chunk with which a path holds a rate and takes no more than a part of what agents may take; Infinity where none is great enough.
 *
 * @param part of the share of a core, 0 to 1
 */
export function chunkHolding(transport: Transport, bytesPerSecond: number, width: PathWidth, part: number): number {
  const each = sizeFor(cost[transport], (1000 * share[transport] * part * width.narrowest) / bytesPerSecond);
  return Math.max(
    each,
    sizeFor(costInLab[transport], (1000 * coresAtOnce * Math.max(part, usedAtOnce)) / relaysOf(width) / bytesPerSecond),
  );
}

/** The mean chunk of messages that cost so many milliseconds a byte, bytes. */
const sizeFor = ({ message, kilobyte }: (typeof cost)[Transport], perByte: number): number =>
  perByte > kilobyte / 1000 ? message / (perByte - kilobyte / 1000) : Infinity;

/** What a theft's path can hold with its chunks and its schedule. */
export function limitOf(theft: Pick<ResolvedTheft, "transport" | "chunk" | "style" | "burst" | "domain">, width: PathWidth): RateLimit {
  const mean = meanChunk(theft.chunk);
  const held = heldMessages(theft.transport, mean, width, theft.domain);
  return { messagesPerSecond: held, bytesPerSecond: Math.floor((held * mean) / peakOf({ ...theft, jitter: 0 })) };
}

/**
 * Checks that a theft's rate can be held, and that its file fits into each of its spans.
 *
 * @throws ConfigError with the figures and what could be held
 */
export function checkRate(theft: ResolvedTheft, width: PathWidth, key: string): void {
  const { transport, bytesPerSecond, chunk, data, spans } = theft;
  const mean = meanChunk(chunk);
  const peak = peakOf({ ...theft, jitter: 0 });
  const needed = (bytesPerSecond * peak) / mean;
  const { messagesPerSecond: held, bytesPerSecond: most } = limitOf(theft, width);
  if (needed > held) {
    const bursts = peak === 1 ? "" : ` in bursts of ${Math.ceil(bytesPerSecond * peak)} B/s`;
    const what = { tcp: "connections", http: "connections", udp: "datagrams", dns: "messages", icmp: "echo requests" }[transport];
    const ports = transport !== "tcp" ? "" : `, and ports in TIME_WAIT would end ${timeWait}/s between two addresses`;
    const enough = Math.ceil(chunkHolding(transport, bytesPerSecond * peak, width, 1));
    const isEnough =
      enough <= greatest[transport] && (bytesPerSecond * peak) / enough <= waitedFor(transport, enough, theft.domain) * width.narrowest;
    const larger = isEnough ? `, or chunks of ${enough} B on average` : "";
    throw new ConfigError(
      `${key}.bytesPerSecond`,
      `needs ${Math.ceil(needed)} ${what}/s at ${Math.round(mean)} B a chunk${bursts}, one a message; the agents ${width.hops > 4 ? `of a path of ${width.hops} hops ` : ""}hold ${held}/s${ports}: ` +
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
