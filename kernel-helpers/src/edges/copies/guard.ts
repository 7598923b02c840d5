import { InputError } from "../../config/error";
import { capturePoint } from "../../pcap/point";
import type { Time } from "../../runfolder/time";
import type { Level } from "../node";
import type { CaptureFile } from "../options";
import { choiceOf, contentKey, isDistinct, isToMany } from "./content";
import type { Copies } from "./copies";
import { commonPackets } from "./evidence";

/** So many packets are looked at, however long the captures are: the same ones at each point. */
const most = 1 << 17;

interface File extends CaptureFile {
  first: Time;
  last: Time;
}

/**
 * Refuses captures of which several points saw the same packets, as they would count twice. It keeps the keys of some packets: of all up to
 * a number, then of those only whose content falls into a half, a quarter… of all values, which are the same packets at each point.
 *
 * Files whose times do not overlap are one point, such as those of a capture that goes on in a next file.
 */
export function copyGuard(level: Level): Copies {
  const files: File[] = [];
  const points: { file: number; point: number }[] = [];
  const numbers = new Map<string, number>();
  let chosen = { below: 2 ** 32, count: 0 };
  const [choices, keys] = [new Uint32Array(most), new Int32Array(most * 2)];
  const [times, pointOf, distinct] = [new Float64Array(most), new Uint32Array(most), new Uint8Array(most)];
  const key = new Int32Array(2);
  // Packets are told apart by what address translation leaves where its two sides are one service.
  const ends = level === "service" ? (["source", "destination"] as const) : (["both"] as const);
  let last = { point: NaN, number: -1 };

  function numberOf(point: number): number {
    if (point === last.point) return last.number;
    const name = `${files.length - 1} ${point}`;
    let number = numbers.get(name);
    if (number === undefined) {
      numbers.set(name, (number = points.length));
      points.push({ file: files.length - 1, point });
    }
    last = { point, number };
    return number;
  }

  /** Looks at half as many packets from now on. */
  function thin(): void {
    const below = chosen.below / 2;
    let count = 0;
    for (let i = 0; i < chosen.count; i++) {
      if (choices[i] >= below) continue;
      choices[count] = choices[i];
      keys[count * 2] = keys[i * 2];
      keys[count * 2 + 1] = keys[i * 2 + 1];
      times[count] = times[i];
      pointOf[count] = pointOf[i];
      distinct[count++] = distinct[i];
    }
    chosen = { below, count };
  }

  return {
    begin(capture) {
      files.push({ ...capture, first: Infinity, last: -Infinity });
      last = { point: NaN, number: -1 };
    },
    isCopy(packet) {
      const choice = choiceOf(packet);
      if (choice >= chosen.below) return false;
      // Several networks may well have the same packet to many.
      if (isToMany(packet)) return false;
      const own = isDistinct(packet);
      for (const end of own ? ends : (["both"] as const)) {
        if (chosen.count === most) thin();
        if (chosen.count === most || choice >= chosen.below) return false;
        const i = chosen.count++;
        contentKey(packet, end, key);
        keys.set(key, i * 2);
        choices[i] = choice;
        times[i] = packet.seconds + packet.nanoseconds / 1e9;
        pointOf[i] = numberOf(capturePoint(packet));
        distinct[i] = own ? 1 : 0;
      }
      return false;
    },
    end({ firstTime, lastTime }) {
      files[files.length - 1].first = firstTime ?? Infinity;
      files[files.length - 1].last = lastTime ?? -Infinity;
    },
    finish() {
      if (points.length < 2) return 0;
      const samples = { count: chosen.count, keys, times, pointOf, distinct };
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
      return Math.ceil(within.distinct.copies / ends.length);
    },
  };
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
