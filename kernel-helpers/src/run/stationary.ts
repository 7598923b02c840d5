import type { ResourceSample } from "../runfolder";

/**
 * By how much traffic in the second half of a time differs from that in the first:
 *
 * d = Σ|second − first| / Σ(first + second), in [0, 1],
 *
 * over the bytes that each instance sent to and received from each of its networks. 0: the rates are the same; 1: no instance has traffic
 * in both halves. Instances count as their bytes do, so that a silent one's few frames decide nothing. Pure.
 *
 * @param samples the counters, in the order of time; between two of them they are taken to grow evenly
 * @param from start of the time
 * @param to its end
 * @returns null without samples that reach so far, or without traffic
 */
export function differenceOfHalves(samples: readonly Pick<ResourceSample, "time" | "traffic">[], from: number, to: number): number | null {
  if (samples.length < 2 || samples[0].time > from || samples.at(-1)!.time < to) return null;
  const [start, middle, end] = [from, (from + to) / 2, to].map((time) => countersAt(samples, time));
  let differ = 0;
  let all = 0;
  for (const [key, last] of end) {
    // Who has come meanwhile had sent nothing.
    const first = start.get(key) ?? 0;
    const half = middle.get(key) ?? 0;
    differ += Math.abs(last - half - (half - first));
    all += last - first;
  }
  return all > 0 ? differ / all : null;
}

function countersAt(samples: readonly Pick<ResourceSample, "time" | "traffic">[], time: number): Map<string, number> {
  const after = Math.max(
    1,
    samples.findIndex((sample) => sample.time >= time),
  );
  const [before, then] = [samples[after - 1], samples[after]];
  const share = (time - before.time) / (then.time - before.time);
  const earlier = counters(before);
  return new Map([...counters(then)].map(([key, count]) => [key, (earlier.get(key) ?? 0) * (1 - share) + count * share]));
}

const counters = ({ traffic }: Pick<ResourceSample, "traffic">): Map<string, number> =>
  new Map(
    traffic.flatMap(({ instance, network, sent, received }): [string, number][] => [
      [`${instance} to ${network}`, sent],
      [`${network} to ${instance}`, received],
    ]),
  );
