import type { Exfiltration } from "../config";
import type { Deployment } from "../lab/deployment";
import { messageCost } from "./cost";
import { meanChunk } from "./det/chunk";
import type { AgentOptions } from "./documents";
import { hopsOf } from "./hops";
import { limitOf, widthOf, type RateLimit } from "./rates";
import { resolveTheft, type ResolvedTheft } from "./resolve";
import { peakOf } from "./schedule";

/** What a theft will do in one trial, in figures. */
export interface TheftForecast {
  /** Number of the theft in the configuration. */
  readonly index: number;
  readonly theft: ResolvedTheft;
  /** Whether the spans, the chunks and the size of the data were decided here rather than in the configuration. */
  readonly decided: { readonly spans: boolean; readonly chunk: boolean; readonly bytes: boolean };
  /** Messages per second on average, and the most that the path holds. */
  readonly messagesPerSecond: number;
  readonly limit: RateLimit;
  /** Rate while it sends, as a multiple of the mean. */
  readonly peak: number;
  /** One for each hop of the path, in order. Rates in bytes/s, of all instances together. */
  readonly hops: readonly HopForecast[];
}

export interface HopForecast {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Payload; what is handed to the transport; IP bytes in the theft's direction, and back. */
  readonly payload: number;
  readonly transport: number;
  readonly ip: number;
  readonly back: number;
}

/**
 * Predicts a theft's rates. Pure: the same for the same arguments.
 *
 * @throws ConfigError as `resolveTheft` does
 */
export function forecastTheft(given: Exfiltration, deployment: Deployment, options: AgentOptions): TheftForecast {
  const theft = resolveTheft(given, deployment, options);
  const { seed, trial = 0, block = trial, redrawn = false, index } = options;
  const hops = hopsOf(theft, deployment, seed, `exfiltration[${index}]`, redrawn ? block : undefined);
  const mean = meanChunk(theft.chunk);
  const messagesPerSecond = theft.bytesPerSecond / mean;
  const cost = messageCost(theft.transport, theft.chunk, theft.data.bytes / mean, theft);
  const rate = (bytes: number) => Math.round(bytes * messagesPerSecond);
  return {
    index: options.index,
    theft,
    decided: { spans: !given.spans, chunk: !given.chunk, bytes: given.data.bytes === undefined },
    messagesPerSecond,
    limit: limitOf(theft, widthOf(hops)),
    peak: peakOf(theft),
    hops: hops.slice(1).map((to, i) => ({
      from: hops[i].map(({ name }) => name),
      to: to.map(({ name }) => name),
      payload: theft.bytesPerSecond,
      transport: rate(cost.encoded),
      ip: rate(cost.ip),
      back: rate(cost.back),
    })),
  };
}
