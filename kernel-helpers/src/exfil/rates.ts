import { ConfigError, type Exfiltration } from "../config";

/*
 * Rates have physics. DET opens one connection for each message, so connections per second are what counts.
 */

/**
 * Messages per second that an agent takes and sends on beside users on two cores. (Measured over three hops on two bare cores:
 * 510/s over tcp, 390/s over http.)
 */
const messagesPerSecond = 300;

/** Ports that Linux gives out (32768 to 60999), each unusable for 60 s after the side that closes first has used it. */
const timeWait = Math.floor((60_999 - 32_768 + 1) / 60);

/**
 * Checks that a theft's rate can be held, and that its file fits into each of its spans.
 *
 * @param narrowest least number of instances on a hop of the path; each carries its share
 * @throws ConfigError with the figures and what could be held
 */
export function checkRate({ bytesPerSecond, chunk, data, spans }: Exfiltration, narrowest: number, key: string): void {
  const mean = (chunk.min + chunk.max) / 2;
  const needed = bytesPerSecond / mean;
  const held = messagesPerSecond * narrowest;
  if (needed > held) {
    throw new ConfigError(
      `${key}.bytesPerSecond`,
      `needs ${Math.ceil(needed)} connections/s at ${mean} B a chunk, one a message; the agents hold ${held}/s, and ports in TIME_WAIT ` +
        `would end ${timeWait}/s between two addresses: at most ${Math.floor(held * mean)} B/s, or chunks of ${Math.ceil(bytesPerSecond / held)} B on average, not ${bytesPerSecond} B/s`,
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
