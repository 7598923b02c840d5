import { ConfigError, type Exfiltration } from "../config";
import type { Transport } from "../runfolder";

/*
 * Rates have physics. DET opens one connection for each message, or sends one datagram, so messages per second are what counts.
 */

/**
 * Messages per second that an agent takes and sends on beside users on two cores. (Measured over three hops on two bare cores:
 * 510/s over tcp, 390/s over http. Over udp, on two cores with seven others at work: 1,150/s for 5 s without a loss, and the relays
 * take 1,300/s at most.)
 */
const messagesPerSecond: Readonly<Partial<Record<Transport, number>>> = { tcp: 300, http: 300, udp: 600 };

/** Ports that Linux gives out (32768 to 60999), each unusable for 60 s after the side that closes first has used it. */
const timeWait = Math.floor((60_999 - 32_768 + 1) / 60);

/**
 * Checks that a theft's rate can be held, and that its file fits into each of its spans.
 *
 * @param narrowest least number of instances on a hop of the path; each carries its share
 * @throws ConfigError with the figures and what could be held
 */
export function checkRate({ transport, bytesPerSecond, chunk, data, spans }: Exfiltration, narrowest: number, key: string): void {
  const mean = (chunk.min + chunk.max) / 2;
  const needed = bytesPerSecond / mean;
  const held = (messagesPerSecond[transport] ?? 0) * narrowest;
  if (needed > held) {
    const most = `at most ${Math.floor(held * mean)} B/s`;
    if (transport === "udp")
      throw new ConfigError(
        `${key}.bytesPerSecond`,
        `needs ${Math.ceil(needed)} datagrams/s at ${mean} B a chunk, one a message; the agents hold ${held}/s: ${most}, not ${bytesPerSecond} B/s`,
      );
    throw new ConfigError(
      `${key}.bytesPerSecond`,
      `needs ${Math.ceil(needed)} connections/s at ${mean} B a chunk, one a message; the agents hold ${held}/s, and ports in TIME_WAIT ` +
        `would end ${timeWait}/s between two addresses: ${most}, or chunks of ${Math.ceil(bytesPerSecond / held)} B on average, not ${bytesPerSecond} B/s`,
    );
  }
  spans.forEach(([start, end], i) => {
    const most = Math.floor(bytesPerSecond * (end - start));
    if (data.bytes <= most) return;
    throw new ConfigError(
      `${key}.data.bytes`,
      `must be at most ${most} to be sent within ${key}.spans[${i}] (${end - start} s at ${bytesPerSecond} B/s), not ${data.bytes}`,
    );
  });
}
