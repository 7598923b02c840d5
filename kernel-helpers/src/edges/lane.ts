import type { Lane, RecordLayout } from "../pcap/lane";
import { cooked, cooked2 } from "../pcap/link/cooked";
import { ethernet } from "../pcap/link/ethernet";
import type { LinkLayer } from "../pcap/link/layer";
import { loopback } from "../pcap/link/loopback";
import { ipv4Only, ipv6Only, rawIp } from "../pcap/link/raw";
import { type Engine, register } from "./engine";
import { windowStart } from "./grid";
import type { Instant } from "./instant";
import type { OpenWindow } from "./window";

/** Link layers of which assembly/usual.ts knows the usual frames. */
const kinds = new Map<LinkLayer, number>([
  [rawIp, 1],
  [ethernet, 2],
  [cooked, 3],
  [cooked2, 4],
  [loopback, 5],
  [ipv4Only, 6],
  [ipv6Only, 7],
]);
const kindOf = (layer: LinkLayer): number => kinds.get(layer) ?? 0;

/** Seconds that the loops can count nanoseconds of. */
const latestSecond = 9_000_000_000;

/** What the quick lane is to know of the reading. */
export interface LaneFacts {
  readonly until: Instant | null;
  /** The origin of the windows, and the earliest packet that counts: both are known once a packet has come. */
  origin(): Instant | null;
  earliest(): Instant | null;
  /** Whether the search for copies is the loops'; else it takes all packets that it needs itself. */
  readonly copiesInLoops: boolean;
  /** Whether that search needs packets of all files, not only where interfaces and directions are told. */
  readonly several: boolean;
}

/**
 * The usual packet, in the open windows, goes through assembly/walk.ts at 10 to 15 million a second; everything else takes the way that all
 * rules are written for, a tenth as fast.
 */
export function quickLane(engine: Engine, roots: readonly { windows: OpenWindow; nanoseconds: number }[], facts: LaneFacts): Lane {
  const { registers, loops } = engine;
  const latest = registers.subarray(register.latestSeconds, register.latestNanoseconds + 1);
  const last = registers.subarray(register.lastSeconds, register.lastNanoseconds + 1);
  const first = new Float64Array(2);
  /** Buffers and their addresses; of the file that is read, so many. */
  const buffers = new Map<Buffer, number>();
  let inUse = 0;
  let walk: typeof loops.walkRecords | null = null;

  /** @param hasPoints whether packets may come from several points of the file */
  function use(loop: typeof loops.walkRecords, hasPoints: boolean): void {
    const search = hasPoints || facts.several;
    loops.lookAtPackets(search ? 1 : 0);
    walk = search && !facts.copiesInLoops ? null : loop;
  }

  for (const { windows, nanoseconds } of roots)
    windows.onOpen = (window) => {
      if (Number.isNaN(window)) return loops.span(windows.rows.at, 0, 0, 0, 0);
      const [from, end] = [window, window + 1].map((one) => windowStart(facts.origin()!, one, nanoseconds));
      const to = facts.until && isBefore(facts.until, end) ? facts.until : end;
      const countable = from.seconds >= 0 && to.seconds <= latestSecond;
      if (countable) loops.span(windows.rows.at, from.seconds, from.nanoseconds, to.seconds, to.nanoseconds);
      else loops.span(windows.rows.at, 0, 0, 0, 0);
    };

  return {
    latest,
    first,
    last,
    buffer(length) {
      const again = [...buffers.keys()].at(inUse++);
      if (again?.length === length) return again;
      const at = engine.allocate(length);
      const buffer = engine.bytes(at, length);
      buffers.set(buffer, at);
      return buffer;
    },
    begin() {
      registers[register.framesTaken] = 0;
      registers[register.framesTruncated] = 0;
      registers[register.framesOutOfOrder] = 0;
      walk = null;
      inUse = 0;
    },
    records({ bigEndian, recordHeader, nanosecondsPerUnit, layer }: RecordLayout) {
      loops.records(bigEndian ? 1 : 0, recordHeader, nanosecondsPerUnit, kindOf(layer));
      use(loops.walkRecords, layer === cooked || layer === cooked2);
    },
    section(bigEndian) {
      loops.section(bigEndian ? 1 : 0);
      use(loops.walkBlocks, true);
    },
    describe: (layer, nanosecondsPerUnit) => loops.describe(kindOf(layer), nanosecondsPerUnit),
    walk(bytes, from, to) {
      const at = buffers.get(bytes);
      const earliest = facts.earliest();
      // Nothing can be known before the file's first frame and the first packet of all.
      if (!walk || at === undefined || !earliest || !(first[0] >= 0 && latest[0] >= first[0] && latest[0] <= latestSecond)) return from;
      const isFirst = first[0] > earliest.seconds || (first[0] === earliest.seconds && first[1] > earliest.nanoseconds);
      registers[register.leastSeconds] = isFirst ? first[0] : earliest.seconds;
      registers[register.leastNanoseconds] = isFirst ? first[1] : earliest.nanoseconds;
      return (walk(at + from, at + to) >>> 0) - at;
    },
    taken: () => ({
      frames: registers[register.framesTaken],
      truncated: registers[register.framesTruncated],
      outOfOrder: registers[register.framesOutOfOrder],
    }),
  };
}

function isBefore(a: Instant, b: Instant): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);
}
