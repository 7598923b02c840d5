import { describe, expect, test } from "vitest";
import { chunksOf, meanChunk } from "../../kernel-helpers/src/exfil/det/chunk";
import { dueCurve, peakOf, type Schedule } from "../../kernel-helpers/src/exfil/schedule";
import { drawSpans } from "../../kernel-helpers/src/exfil/spans";
import { usersAt } from "../../kernel-helpers/src/load";
import { randomStream } from "../../kernel-helpers/src/runfolder/random";

const sender = (schedule: Partial<Schedule>, bytesPerSecond = 1000, bytes = 300_000) => ({
  schedule: { style: "steady", jitter: 0, ...schedule } as Schedule,
  bytesPerSecond,
  chunk: { min: 100, max: 100 },
  data: { bytes },
  seed: 3,
});

describe("bytes are due", () => {
  test("evenly in the steady style", () => {
    const { timeOf, bytesAt } = dueCurve(sender({}));
    expect([timeOf(0), timeOf(2500), bytesAt(2.5)]).toEqual([0, 2.5, 2500]);
  });

  // 1000 B/s on average in cycles of 2 s on and 8 s off: 10,000 B in 2 s, which is 5,000 B/s, then nothing for 8 s.
  test.each([
    [0, 0],
    [5000, 1],
    [9999, 1.9998],
    [10_000, 10],
    [15_000, 11],
    [60_000, 60],
  ])("in bursts: byte %d after %d s", (bytes, seconds) => {
    const schedule = sender({ style: "bursty", burst: { on: 2, off: 8 } });
    expect(peakOf(schedule.schedule)).toBe(5);
    expect(dueCurve(schedule).timeOf(bytes)).toBeCloseTo(seconds, 9);
    expect(dueCurve(schedule).bytesAt(seconds)).toBeCloseTo(bytes, 6);
  });

  test("silence is silent: nothing is due while a burst is off", () => {
    const { bytesAt } = dueCurve(sender({ style: "bursty", burst: { on: 2, off: 8 } }));
    expect([2, 3, 9.999].map(bytesAt)).toEqual([10_000, 10_000, 10_000]);
  });

  test("low and slow at independent times, whose waits vary as much as they last, and on time at the end", () => {
    const slow = sender({ style: "low-and-slow" }); // 3000 messages of 100 B at 10 a second
    const { timeOf, bytesAt } = dueCurve(slow);
    const waits = Array.from({ length: 3000 }, (_, i) => timeOf((i + 1) * 100) - timeOf(i * 100));
    const mean = waits.reduce((a, b) => a + b) / waits.length;
    const deviation = Math.sqrt(waits.reduce((sum, wait) => sum + (wait - mean) ** 2, 0) / waits.length);
    expect(mean).toBeCloseTo(0.1, 9);
    // An exponential distribution has a coefficient of variation of 1; of 3000 draws it is within 0.06 (three standard errors, 1/√3000 each).
    expect(deviation / mean).toBeGreaterThan(0.94);
    expect(deviation / mean).toBeLessThan(1.06);
    expect(timeOf(300_000)).toBeCloseTo(300, 6);
    expect(timeOf(301_000)).toBeCloseTo(301, 6);
    for (const bytes of [0, 50, 12_345, 299_999]) expect(bytesAt(timeOf(bytes))).toBeCloseTo(bytes, 4);
  });
});

test("sizes with a heavy tail keep their bounds and their mean, and most are small", () => {
  // Pareto with exponent 1.2, cut off at 10,000, from 100: the mean by hand is
  // 100^1.2 / (1 - 0.01^1.2) · 1.2 / 0.2 · (100^-0.2 - 10,000^-0.2) = 251.189 / 0.996019 · 6 · (0.398107 - 0.158489) = 362.58
  const size = { min: 100, max: 10_000, distribution: "heavy-tailed" } as const;
  expect(meanChunk(size)).toBeCloseTo(362.58, 1);
  const pieces = [...chunksOf([Buffer.alloc(20_000_000)], size, randomStream(1, "sizes"))].slice(0, -1).map(({ length }) => length);
  expect(Math.min(...pieces)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...pieces)).toBeLessThanOrEqual(10_000);
  expect(pieces.reduce((a, b) => a + b) / pieces.length / 362.58).toBeCloseTo(1, 1);
  // Half are below 100 · (1 - 0.996019 / 2)^(-1/1.2) = 177.6.
  expect(pieces.filter((length) => length < 178).length / pieces.length).toBeCloseTo(0.5, 1);
});

test("drawn spans never overlap, stay within the trial, and begin at every user number of the load curve", () => {
  const begun = new Set<number>();
  for (let seed = 0; seed < 300; seed++) {
    const spans = drawSpans(randomStream(seed, "spans"), 3, 100, 900);
    for (const [i, [start, end]] of spans.entries()) {
      expect(end - start).toBeCloseTo(100, 6);
      expect(start).toBeGreaterThanOrEqual(i === 0 ? 0 : spans[i - 1][1] - 0.001);
      expect(end).toBeLessThanOrEqual(900);
      begun.add(usersAt("normal", 600, start, 900));
    }
  }
  // The normal curve with 600 users has 13 different numbers of users.
  expect(begun.size).toBe(13);
});
