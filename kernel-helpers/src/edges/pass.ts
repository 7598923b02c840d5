import { addCounts, noCounts, type ReadingCounts } from "../pcap/counts";
import type { Packet } from "../pcap/packet";
import { hasPoints } from "../pcap/point";
import { readPackets } from "../pcap/read";
import type { Time } from "../runfolder/time";
import { copyGuard } from "./copies/guard";
import { byStart } from "./copies/order";
import { copyRemover } from "./copies/remove";
import type { Running } from "./coverage";
import { ownerLookup } from "./entities/lookup";
import type { Granularity } from "./granularity";
import { exactSeconds, windowOf } from "./grid";
import { instant, toTime, type Instant } from "./instant";
import { Engine } from "./engine";
import { droppedKinds, edgeFinder } from "./finder";
import { Flows } from "./flows";
import { quickLane } from "./lane";
import { sharesOf, type FoundShares } from "./ledger/shares";
import { namer, type Level } from "./node";
import { type CaptureFile, type EdgeOptions, isSequel } from "./options";
import type { EdgeCounts } from "./table";
import { OpenWindow } from "./window";

/** What one reading of all captures gives. */
export interface Pass {
  readonly origin: Instant;
  readonly earliest: Instant | null;
  /** By granularity; null: summed up from a finer one. */
  readonly windows: readonly (OpenWindow | null)[];
  readonly flows: Flows;
  readonly engine: Engine;
  readonly running: readonly Running[];
  readonly counts: EdgeCounts;
  /** The thief's, where there is a ledger. */
  readonly shares: FoundShares | null;
}

/**
 * Reads all captures once, file by file.
 *
 * @param given the origin, when it is known; otherwise `originOf` the first packet is taken
 */
export async function onePass(
  captures: readonly CaptureFile[],
  plan: readonly Granularity[],
  level: Level,
  options: EdgeOptions,
  given: Instant | null,
  originOf: (first: Instant) => Instant,
): Promise<Pass> {
  const engine = new Engine();
  const windows = plan.map(({ every, from }) => (from ? null : new OpenWindow(engine, every)));
  const roots = plan.flatMap(({ nanoseconds }, i) => (windows[i] ? [{ windows: windows[i], nanoseconds }] : []));
  const owners = ownerLookup(options.entities ?? []);
  const name = namer(level, options.networks ?? []);
  const dropSpecial = options.special ? options.special === "drop" : level !== "ip";
  const ownNames = level === "ip" && !options.entities?.length && !dropSpecial;
  const flows = new Flows(engine, ownNames ? name : null);
  const finder = (network: string | undefined) =>
    ownNames ? (packet: Packet) => flows.find(packet) : edgeFinder(network, flows, owners, name, dropSpecial);
  const dropped = droppedKinds.map(() => ({ packets: 0, bytes: 0 }));
  const outsideSpan = { before: 0, after: 0 };
  const until = options.until === undefined ? null : instant(options.until);
  const order = options.dedup ? await byStart(captures) : captures.map((capture) => ({ capture, first: NaN }));
  let begun = 0;
  const copies = options.dedup ? copyRemover(engine, level, () => order[begun]?.first ?? Infinity) : copyGuard(engine, level);
  const removed = { packets: 0, bytes: 0 };
  const shares = options.ledger ? sharesOf(options.ledger, options.listeners, plan, options.rates) : null;
  let origin = given;
  let earliest: Instant | null = null;
  let edgeOf: (packet: Packet) => number;

  function count(packet: Packet): void {
    const { seconds, nanoseconds } = packet;
    if (!origin) origin = originOf({ seconds, nanoseconds });
    if (!earliest || seconds < earliest.seconds || (seconds === earliest.seconds && nanoseconds < earliest.nanoseconds)) {
      earliest = { seconds, nanoseconds };
    }
    if (options.origin !== undefined && isBefore(packet, origin)) {
      outsideSpan.before++;
      shares?.see(packet);
      return;
    }
    if (until && !isBefore(packet, until)) {
      outsideSpan.after++;
      shares?.see(packet);
      return;
    }
    const edge = edgeOf(packet);
    if (edge < 0) {
      dropped[-1 - edge].packets++;
      dropped[-1 - edge].bytes += packet.ipLength;
      shares?.see(packet);
      return;
    }
    if ((captures.length > 1 || hasPoints(packet)) && copies.isCopy(packet)) {
      removed.packets++;
      removed.bytes += packet.ipLength;
      return;
    }
    const away = seconds - origin.seconds;
    const near = away < exactSeconds && away > -exactSeconds;
    const sinceOrigin = away * 1e9 + (nanoseconds - origin.nanoseconds);
    shares?.see(packet, { at: sinceOrigin, edge });
    for (const root of roots) {
      // Dividing whole numbers below 2^53 is exact enough to floor, as windowOf explains.
      const window = near ? Math.floor(sinceOrigin / root.nanoseconds) : windowOf(origin, seconds, nanoseconds, root.nanoseconds);
      root.windows.add(window, edge, packet.ipLength, packet.wireLength);
    }
  }

  // The thief's share needs to see all packets: then there is one way only.
  const facts = { until, origin: () => origin, earliest: () => earliest, copiesInLoops: copies.inLoops, several: captures.length > 1 };
  const lane = shares ? undefined : quickLane(engine, roots, facts);
  let counts: ReadingCounts = noCounts();
  const spans: { network: string | undefined; from: Time; to: Time }[] = [];
  for (const { capture, first } of order) {
    const { file, network, from, to, part } = capture;
    if (begun === 0) edgeOf = finder(network);
    else if (network !== order[begun - 1].capture.network) {
      flows.forget();
      edgeOf = finder(network);
    }
    const i = begun++;
    copies.begin(capture, first);
    if (i === 0 || !(options.dedup || isSequel(capture, order[i - 1].capture))) shares?.point(); // Where each packet counts once, all files are one point.
    const onProgress = options.onProgress && ((share: number) => options.onProgress!((i + share) / captures.length));
    const read = await readPackets(file, count, { signal: options.signal, onProgress, part }, lane);
    for (const root of roots) root.windows.flush();
    copies.end(read);
    counts = addCounts(counts, read);
    // What is de-duplicated may be of one place: any of the files covers it.
    if (read.firstTime !== null || from !== undefined)
      spans.push({ network: network ?? (options.dedup ? "" : undefined), from: from ?? read.firstTime!, to: to ?? read.lastTime ?? from! });
  }
  const repeated = copies.finish();
  const zero = toTime(origin ?? epoch);
  return {
    origin: origin ?? epoch,
    earliest,
    windows,
    flows,
    engine,
    running: spans.map((span) => ({ network: span.network, from: span.from - zero, to: span.to - zero })),
    counts: { ...counts, dropped: droppedByKind(dropped), outsideSpan, copies: { ...removed, repeated } },
    shares: shares?.finish() ?? null,
  };
}

function isBefore(packet: Packet, at: Instant): boolean {
  return packet.seconds < at.seconds || (packet.seconds === at.seconds && packet.nanoseconds < at.nanoseconds);
}

const epoch: Instant = { seconds: 0, nanoseconds: 0 };

function droppedByKind(dropped: readonly { packets: number; bytes: number }[]): EdgeCounts["dropped"] {
  const byKind: EdgeCounts["dropped"] = {};
  droppedKinds.forEach((kind, i) => {
    if (dropped[i].packets > 0) byKind[kind] = dropped[i];
  });
  return byKind;
}
