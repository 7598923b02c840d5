import { InputError } from "../../config/error";
import { capturePoint } from "../../pcap/point";
import type { Time } from "../../runfolder/time";
import type { Level } from "../node";
import type { CaptureFile } from "../options";
import type { Engine } from "../engine";
import { Contents } from "./content";
import type { Copies } from "./copies";
import { commonPackets, type Samples } from "./evidence";

interface File extends CaptureFile {
  first: Time;
  last: Time;
}

/**
 * Refuses captures of which several points saw the same packets, as they would count twice. The loops keep the keys of some packets
 * (assembly/looks.ts).
 *
 * Files whose times do not overlap are one point, such as those of a capture that goes on in a next file.
 */
export function copyGuard(engine: Engine, level: Level): Copies {
  const { loops } = engine;
  const contents = new Contents(engine);
  const files: File[] = [];
  // Packets are told apart by what address translation leaves where its two sides are one service.
  if (level === "service") loops.lookByOneEnd();

  return {
    inLoops: true,
    begin(capture) {
      files.push({ ...capture, first: Infinity, last: -Infinity });
      loops.lookAtFile(files.length - 1);
    },
    isCopy(packet) {
      contents.view(packet);
      loops.look(packet.seconds + packet.nanoseconds / 1e9, capturePoint(packet));
      return false;
    },
    end({ firstTime, lastTime }) {
      files[files.length - 1].first = firstTime ?? Infinity;
      files[files.length - 1].last = lastTime ?? -Infinity;
    },
    finish() {
      if (!loops.pointsDiffer()) return 0;
      const { points, ...samples } = looked(engine);
      const { pointOf, times } = samples;
      const refuse = ([a, b]: readonly [number, number]) => {
        throw new InputError(refusal(files, points[pointOf[a]], points[pointOf[b]], times[a]));
      };
      const across = commonPackets(samples, (a, b) => sameTime(files[points[a].file], files[points[b].file]));
      if (across.distinct.pair) refuse(across.distinct.pair);
      // Packets that are all alike may well go over two networks at the same time.
      const unnamed = commonPackets(samples, (a, b) => sameNetwork(files[points[a].file], files[points[b].file]));
      if (unnamed.alike.pair && unnamed.alike.copies * 3 >= unnamed.alike.of) refuse(unnamed.alike.pair);
      // Of one file a few packets may come several times, such as those to all: they are told of.
      const within = commonPackets(samples, (a, b) => points[a].file === points[b].file);
      if (within.distinct.pair && within.distinct.copies * 10 >= within.distinct.of) refuse(within.distinct.pair);
      if (within.alike.pair && within.alike.copies * 3 >= within.alike.of) refuse(within.alike.pair);
      return Math.ceil(within.distinct.copies / (level === "service" ? 2 : 1));
    },
  };
}

const lookBytes = 32;

/** What the loops looked at, and the points where it was seen. */
function looked(engine: Engine): Samples & { points: Point[] } {
  const count = engine.loops.looksMade();
  const at = engine.loops.looksAt() >>> 0;
  const [doubles, words] = [engine.float64(at, (count * lookBytes) / 8), engine.uint32(at, (count * lookBytes) / 4)];
  const samples = {
    count,
    keys: new Int32Array(count * 2),
    times: new Float64Array(count),
    pointOf: new Uint32Array(count),
    distinct: new Uint8Array(count),
  };
  const points: Point[] = [];
  const numbers = new Map<string, number>();
  let last = { file: NaN, point: NaN };
  for (let i = 0; i < count; i++) {
    const [point, file] = [doubles[i * 4 + 1], words[i * 8 + 7] >>> 1];
    if (point !== last.point || file !== last.file) {
      last = { file, point };
      const name = `${file} ${point}`;
      if (!numbers.has(name)) numbers.set(name, points.push(last) - 1);
    }
    samples.times[i] = doubles[i * 4];
    samples.keys[i * 2] = words[i * 8 + 5];
    samples.keys[i * 2 + 1] = words[i * 8 + 6];
    samples.pointOf[i] = numbers.get(`${last.file} ${last.point}`)!;
    samples.distinct[i] = words[i * 8 + 7] & 1;
  }
  return { ...samples, points };
}

type Point = { readonly file: number; readonly point: number };

/** Whether two files were captured at the same time; else the one may go on where the other ended. */
function sameTime(a: File, b: File): boolean {
  return a !== b && ((a.first < b.last && b.first < a.last) || (a.first === b.first && a.last === b.last));
}

const sameNetwork = (a: File, b: File): boolean =>
  sameTime(a, b) && (a.network === b.network || a.network === undefined || b.network === undefined);

function refusal(files: readonly File[], a: Point, b: Point, time: Time): string {
  const [one, other] = [files[a.file].file, files[b.file].file];
  const at = new Date(time * 1000).toISOString();
  const what =
    a.file === b.file
      ? `${one}: holds packets several times, as several interfaces saw them (one at ${at})`
      : one === other
        ? `${one}: was given twice`
        : `${one} and ${other}: hold the same packets (one at ${at})`;
  return `${what}, which would count each time; capture each network at one point, or have copies removed: --dedup, dedup: true`;
}
