import { ConfigError, type Exfiltration } from "../config";
import type { Deployment } from "../lab/deployment";
import { randomStream } from "../runfolder/random";
import { chunksFor } from "./chunks";
import { greatestInDatagram } from "./datagram";
import type { ChunkSize } from "./det/chunk";
import { addressesOf, hopsOf } from "./hops";
import { widthOf } from "./rates";
import { peakOf } from "./schedule";
import { drawSpans, type Span } from "./spans";

/** A theft in one trial, with everything decided that its configuration leaves open. */
export interface ResolvedTheft extends Exfiltration {
  readonly chunk: Required<ChunkSize>;
  readonly data: { readonly kind: Exfiltration["data"]["kind"]; readonly bytes: number };
  readonly spans: Span[];
}

/** Greatest chunk of a configuration, bytes. */
const greatest = 65_000;

/** Greatest chunk of our own choice over udp, bytes: its datagrams go in two packets. */
const greatestOwn = 600;

/** Bytes of the payload beside the file's: IV and padding. */
const sealing = 32;

/**
 * Decides what a theft leaves open: draws its spans (a stream of its own for each block of trials), fills them with data, and sizes the chunks.
 * A theft that leaves nothing open comes out as it is. Pure: the same for the same arguments.
 *
 * @throws ConfigError for a path that the lab does not have, or spans that do not fit into the trial
 */
export function resolveTheft(
  theft: Exfiltration,
  deployment: Deployment,
  {
    seed,
    trial = 0,
    block = trial,
    redrawn = false,
    trialSeconds,
    index,
  }: {
    readonly seed: number;
    readonly trial?: number;
    readonly block?: number;
    readonly redrawn?: boolean;
    readonly trialSeconds: number;
    readonly index: number;
  },
): ResolvedTheft {
  const key = `exfiltration[${index}]`;
  const hops = hopsOf(theft, deployment, seed, key, redrawn ? block : undefined);
  const { bytesPerSecond, transport } = theft;
  const spans = theft.spans ?? drawn(theft, trialSeconds, key, randomStream(seed, `${key}/trial-${block}/spans`));
  const shortest = Math.min(...spans.map(([start, end]) => end - start));
  const bytes = theft.data.bytes ?? Math.max(1, Math.floor(bytesPerSecond * shortest) - sealing * hops[0].length);
  const peakRate = bytesPerSecond * peakOf(theft);
  // 150 bytes: the least that chunks in datagrams are given; smaller ones make longer numbers.
  const most = Math.min(theft.transport === "udp" ? greatestOwn : greatest, greatestInDatagram(transport, bytes, 150, addressesOf(hops)));
  const chunk = theft.chunk ?? chunksFor(transport, bytesPerSecond, peakRate, widthOf(hops), most);
  return { ...theft, spans, chunk, data: { ...theft.data, bytes } };
}

function drawn({ bytesPerSecond, data, draw }: Exfiltration, trialSeconds: number, key: string, random: () => number): Span[] {
  const count = draw?.count ?? 1;
  const whole = Math.floor(trialSeconds / 3 / count);
  const seconds = draw?.seconds ?? (data.bytes === undefined ? Math.max(1, whole) : Math.ceil(data.bytes / bytesPerSecond));
  if (count * seconds <= trialSeconds) return drawSpans(random, count, seconds, trialSeconds);
  throw new ConfigError(
    draw?.seconds === undefined && data.bytes !== undefined ? `${key}.data.bytes` : `${key}.draw`,
    `needs ${count} ${count === 1 ? "span" : "spans"} of ${seconds} s, and a trial has ${trialSeconds} s (trials.seconds): ` +
      `at most ${Math.floor(trialSeconds / count)} s each`,
  );
}
