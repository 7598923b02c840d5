import type { Exfiltration } from "../config";
import type { Deployment, InstanceSpec } from "../lab/deployment";
import { receivedFolder, trialFolder } from "../runfolder";
import { randomStream, wholeBetween } from "../runfolder/random";
import { checkDatagram } from "./datagram";
import { addressesOf, addressFrom, askedOf, hopsOf } from "./hops";
import { type PlannedAgent, planned } from "./planned";
import { checkPort, namePort, portOf } from "./ports";
import { checkRate, widthOf } from "./rates";
import { resolveTheft } from "./resolve";
import { applicationPort, handoverOf, type Calls } from "./way";

export interface AgentOptions {
  /** The experiment's seed. */
  readonly seed: number;
  /** Number of the trial: names its folder. Default 0. */
  readonly trial?: number;
  /** Number of the trial's block: each has its own files, jobs, chunks and spans, the same in all its trials. Default: that of the trial. */
  readonly block?: number;
  /** Whether the instances on the way are drawn for each block anew. Default: the same for all. */
  readonly redrawn?: boolean;
  /** Whether the senders make their messages when it is time, and send none. Default: they send. */
  readonly sham?: boolean;
  readonly trialSeconds: number;
  /** Seconds between the start of relays and receivers and that of the trial. Default 600, the longest warm-up that they outlive. */
  readonly leadSeconds?: number;
  /** Who calls whom in the application: on its way a theft follows its calls. Default: not known, and not looked at. */
  readonly calls?: Calls;
  /** Number of the theft in the configuration: names its key, its agents and its ports. */
  readonly index: number;
}

/** Seconds that agents may live beyond their trial, while the load ends and the last messages pass. */
const grace = 30;

/**
 * The agents of one theft: a sender beside each originator for each span, relays beside the services on the way, a receiver outside.
 * Several senders share the rate and the data evenly; what the configuration leaves open is decided first (`resolveTheft`). Pure: the same for the same arguments.
 *
 * @throws ConfigError for a path that the lab does not have, a rate that cannot be held, or
 *   chunks that a datagram cannot hold
 */
export function agentDocuments(given: Exfiltration, deployment: Deployment, options: AgentOptions): PlannedAgent[] {
  const { seed, trial = 0, block = trial, sham = false, redrawn = false, trialSeconds, leadSeconds = 600, calls, index } = options;
  const { transport, compression, method, domain } = given;
  const key = `exfiltration[${index}]`;
  const theft = resolveTheft(given, deployment, options);
  const hops = hopsOf(theft, deployment, seed, key, redrawn ? block : undefined);
  checkRate(theft, widthOf(hops), key);

  const isOwnWay = theft.way === "ports";
  const port = isOwnWay ? portOf(transport, index) : applicationPort(hops, key, calls);
  checkPort(theft, hops, port, key);
  const passphrase = passphraseFrom(seed, key);
  const address = (hop: number, instance: InstanceSpec) => addressFrom(hops[hop - 1], instance);
  const subnet = (name: string) => deployment.networks.find((network) => network.name === name)!.subnet;
  const asked = askedOf(theft, hops, deployment, key);
  const last = hops.length - 1;
  const ranges = (hop: number) => [...new Set(asked[hop].map((instance) => subnet(address(hop, instance).network)))];
  const target = (hop: number) => ({
    addresses: asked[hop].map((instance) => address(hop, instance).address),
    port: asked[hop] === hops[hop] ? port : namePort,
  });
  const listen = (hop: number, instance: InstanceSpec) => ({ address: address(hop, instance).address, port });
  const agentSeed = (what: string) => wholeBetween(randomStream(seed, `${key}/trial-${block}/${what}`), 0, 2 ** 31 - 1);

  checkDatagram(theft, addressesOf(hops), key);
  const way = { transport, ...(!isOwnWay && { way: "application" as const }), ...(domain !== undefined && { domain }) };
  const sending = method === undefined ? {} : { method };
  const listening = { ...way, timeToLive: leadSeconds + trialSeconds + grace };
  const listener = { theft: index, span: null, start: -1, name: `agent-${index}` };
  const receiver = hops[last].map((instance): PlannedAgent => {
    const into = receivedFolder(trialFolder("{run}", trial));
    const base = { agent: instance.name, hop: last, allowed: ranges(last), ...listening };
    return planned({ role: "receiver", ...base, listen: listen(last, instance), passphrase, compression, into }, listener, []);
  });
  const relays = hops.slice(1, last).flatMap((instances, i) =>
    instances.map((instance): PlannedAgent => {
      const hop = i + 1;
      const base = { agent: instance.name, hop, allowed: ranges(hop + 1), ...listening };
      const handover = isOwnWay ? {} : { handover: handoverOf(instance) };
      const document = {
        ...base,
        ...handover,
        listen: listen(hop, instance),
        target: target(hop + 1),
        ...sending,
        seed: agentSeed(instance.name),
      };
      return planned({ role: "relay", ...document }, listener, hops[hop + 1]);
    }),
  );
  const senders = theft.spans.flatMap(([start], span) =>
    hops[0].map((instance, i): PlannedAgent => {
      const base = { agent: instance.name, hop: 0, ...way, ...sending, timeToLive: trialSeconds - start + grace, allowed: ranges(1) };
      const share = {
        bytesPerSecond: theft.bytesPerSecond / hops[0].length,
        data: { ...theft.data, bytes: shareOf(theft.data.bytes, hops[0].length, i) },
      };
      const document = {
        ...base,
        ...share,
        target: target(1),
        seed: agentSeed(`${instance.name}/${span}`),
        passphrase,
        compression,
        chunk: theft.chunk,
        ...(sham && { sham }),
        schedule: { style: theft.style, ...(theft.burst ? { burst: theft.burst } : {}), jitter: theft.jitter },
      };
      const part = { theft: index, span, start, name: `agent-${index}-${span}` };
      return planned({ role: "sender", ...document, fileName: fileNames[theft.data.kind] }, part, hops[1]);
    }),
  );
  return [...receiver, ...relays, ...senders];
}

const fileNames = { records: "customers.csv", text: "letters.txt", random: "archive.bin" } as const;

/** The i-th of n whole shares whose sum is the whole. */
function shareOf(whole: number, n: number, i: number): number {
  return Math.floor((whole * (i + 1)) / n) - Math.floor((whole * i) / n);
}

/** DET has one key for all; here each theft of each seed has its own. */
function passphraseFrom(seed: number, key: string): string {
  const random = randomStream(seed, `${key}/passphrase`);
  return Array.from({ length: 16 }, () => wholeBetween(random, 0, 35).toString(36)).join("");
}
