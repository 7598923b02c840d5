import { capturePoint } from "../../pcap/point";
import type { Time } from "../../runfolder/time";
import { WordDictionary } from "../dictionary";
import type { Level } from "../node";
import type { Engine } from "../engine";
import { Contents, type Ends } from "./content";
import { farthest, type Copies } from "./copies";
import { pointSeries } from "./series";

/** Time stamps of one file may run backwards by so many seconds; what is older is forgotten. */
const slack = 5;

/**
 * Tells copies from packets: the k-th packet of some content that a point sees is the k-th of each other point. A point never removes its
 * own packets, so that what was sent again, and what is the same by chance, counts.
 *
 * @param startOfRest the earliest time stamp in files that begin later; what is needed until then is remembered
 */
export function copyRemover(engine: Engine, level: Level, startOfRest: () => Time): Copies {
  const contents = new Contents(engine);
  const seconds = new Map<number, Second>();
  const series = pointSeries();
  const points = new Map<string, number>();
  const keys: { ends: Ends; words: Int32Array }[] = (level === "service" ? (["source", "destination"] as const) : (["both"] as const)).map(
    (ends) => ({ ends, words: new Int32Array(2) }),
  );
  let place = 0;
  let latest = { point: NaN, number: -1 };

  function pointOf(point: number): number {
    if (point === latest.point) return latest.number;
    const name = `${place} ${point}`;
    const number = points.get(name) ?? points.size;
    points.set(name, number);
    latest = { point, number };
    return number;
  }

  function secondOf(second: number): Second {
    let found = seconds.get(second);
    if (!found) {
      const needed = Math.min(second - slack, Math.floor(startOfRest()) - farthest);
      for (const old of seconds.keys()) if (old < needed) seconds.delete(old);
      seconds.set(second, (found = new Second()));
    }
    return found;
  }

  return {
    begin(capture, first) {
      place = series.begin(capture, first);
      latest = { point: NaN, number: -1 };
    },
    isCopy(packet) {
      const point = pointOf(capturePoint(packet));
      const now = secondOf(packet.seconds);
      let isCopy = false;
      contents.view(packet);
      for (const { ends, words } of keys) {
        contents.key(ends, words);
        if (now.see(words, point)) isCopy = true;
      }
      if (isCopy) {
        for (const { words } of keys) now.keep(words, point);
        return true;
      }
      // The other copies may lie on the other side of a second's border.
      for (const beside of [seconds.get(packet.seconds - 1), seconds.get(packet.seconds + 1)])
        for (const { words } of keys) {
          if (!beside?.misses(words, point)) continue;
          beside.see(words, point);
          for (const { words } of keys) now.forget(words, point);
          return true;
        }
      for (const { words } of keys) now.keep(words, point);
      return false;
    },
    inLoops: false,
    end: ({ lastTime }) => series.end(lastTime),
    finish: () => 0,
  };
}

/** The packets of one second by their content. */
class Second {
  private readonly contents = new WordDictionary(2, 16);
  private readonly seen = new WordDictionary(2, 16);
  /** Packets of each content that count. */
  private readonly kept = new Counters();
  /** How often a point has seen a content. */
  private readonly times = new Counters();

  /** Counts a packet at a point; whether it is a copy. */
  see(content: Int32Array, point: number): boolean {
    this.contents.key.set(content);
    const number = this.contents.find();
    this.seen.key[0] = number;
    this.seen.key[1] = point;
    return this.times.add(this.seen.find(), 1) <= this.kept.at(number);
  }

  /** Whether other points have seen a content more often than this one. */
  misses(content: Int32Array, point: number): boolean {
    this.contents.key.set(content);
    const number = this.contents.lookUp();
    return number >= 0 && this.timesOf(number, point) < this.kept.at(number);
  }

  /** The packet that was seen last counts. */
  keep(content: Int32Array, point: number): void {
    const number = this.numberOf(content);
    this.kept.set(number, Math.max(this.kept.at(number), this.timesOf(number, point)));
  }

  /** The packet that was seen last is another second's. */
  forget(content: Int32Array, point: number): void {
    this.seen.key[0] = this.numberOf(content);
    this.seen.key[1] = point;
    this.times.add(this.seen.find(), -1);
  }

  private numberOf(content: Int32Array): number {
    this.contents.key.set(content);
    return this.contents.find();
  }

  private timesOf(content: number, point: number): number {
    this.seen.key[0] = content;
    this.seen.key[1] = point;
    const number = this.seen.lookUp();
    return number < 0 ? 0 : this.times.at(number);
  }
}

/** Counts by number, 0 at first. */
class Counters {
  private counts: Uint32Array = new Uint32Array(8);

  at(number: number): number {
    return number < this.counts.length ? this.counts[number] : 0;
  }

  set(number: number, count: number): void {
    if (number >= this.counts.length) {
      const longer = new Uint32Array(Math.max(this.counts.length * 2, number + 1));
      longer.set(this.counts);
      this.counts = longer;
    }
    this.counts[number] = count;
  }

  add(number: number, count: number): number {
    const sum = this.at(number) + count;
    this.set(number, sum);
    return sum;
  }
}
