import { describe, expect, test } from "vitest";
import type { Scheduled } from "../../kernel-helpers/src/exfil/schedule";
import { heldRate } from "../../kernel-helpers/src/exfil/held";
import { randomStream, wholeBetween } from "../../kernel-helpers/src/runfolder/random";
import { simulate, worstMinute, type Path } from "./simulation";

const sender = (given: Partial<Scheduled> = {}): Scheduled => ({
  bytesPerSecond: 1000,
  chunk: { min: 300, max: 400 },
  data: { bytes: 180_000 },
  seed: 5,
  ...given,
});
const rates: [number, { min: number; max: number }][] = [
  [10, { min: 22, max: 30 }],
  [1000, { min: 300, max: 400 }],
  [50_000, { min: 300, max: 400 }],
  [1_000_000, { min: 4000, max: 8000 }],
];

describe("over any minute the receiver gets what is asked for, within 5 % or one chunk,", () => {
  const paths: [string, Partial<Path>][] = [
    ["on a quiet path", {}],
    ["with timers that are 15 ms late", { timer: 15 }],
    ["with 40 ms to 400 ms of latency", { latency: [40, 400] }],
    ["with 3 % of the messages lost", { loss: 0.03 }],
    ["when the path stands still for 1.5 s", { stalls: [[70_000, 71_500]] }],
    ["when nothing gets through for the first second", { stalls: [[1010, 2000]] }],
    ["when no receipt ever comes", { receipts: Infinity }],
    ["when receipts come every 3 s", { receipts: 3000 }],
  ];
  for (const [bytesPerSecond, chunk] of rates)
    // At 10 B/s a lost message is 5 % of a minute by itself, and is missed only when the next one has come.
    test.each(paths.filter(([, { loss }]) => loss === undefined || bytesPerSecond > 10))(`at ${bytesPerSecond} B/s %s`, (_, path) => {
      const steady = sender({ bytesPerSecond, chunk, data: { bytes: 150 * bytesPerSecond } });
      const { arrivals } = simulate(steady, path);
      expect(worstMinute(arrivals, steady)).toBeLessThanOrEqual(1);
      expect(heldRate([{ sender: steady, arrivals }]).held).toBe(true);
    });
});

test("after a stall that spoils a minute, the minutes after it are right again, not too full", () => {
  const steady = sender({ data: { bytes: 300_000 } });
  const { arrivals } = simulate(steady, { stalls: [[100_000, 112_000]] });
  const after = arrivals.filter(({ time }) => time > 112.1);
  expect(worstMinute(after, steady)).toBeLessThanOrEqual(1);
  const { held, worst } = heldRate([{ sender: steady, arrivals }]);
  expect(held).toBe(false);
  // The worst minute has the whole stall in it: 12 of its 60 s are missing, less what is made up for (5 % of a minute, less a chunk).
  expect(worst!.received / worst!.wanted).toBeGreaterThan(0.75);
  expect(worst!.received / worst!.wanted).toBeLessThan(0.87);
});

test("a theft of less than a minute makes up for all it lost: its only window is the whole", () => {
  const steady = sender({ data: { bytes: 40_000 } });
  const { arrivals } = simulate(steady, { stalls: [[10_000, 16_000]] });
  expect(heldRate([{ sender: steady, arrivals }])).toMatchObject({ held: true });
  // Half as fast again at most: 6 s of backlog take 12 s.
  const between = arrivals.filter(({ time }) => time > 16.1 && time <= 26.1).reduce((sum, { payload }) => sum + payload, 0);
  expect(between).toBeLessThanOrEqual(15_000 + 400);
});

test("what a slow relay holds is bounded, and the sender is as slow as the relay", () => {
  // 50,000 B/s are 143 messages a second; the relay passes 100. Under way at most: 2 s and 16 chunks, and what 250 ms between receipts add.
  const steady = sender({ bytesPerSecond: 50_000, data: { bytes: 3_000_000 } });
  const held = simulate(steady, { relay: 100 });
  expect(held.mostUnderWay).toBeLessThan(2 * 50_000 + 16 * 400 + 0.3 * 1.5 * 50_000);
  const open = simulate(steady, { relay: 100, receipts: Infinity });
  expect(open.mostUnderWay).toBeGreaterThan(800_000);
  expect(heldRate([{ sender: steady, arrivals: held.arrivals }])).toMatchObject({ held: false });
});

test("without receipts 10 % of loss is a rate missed; with them it is held", () => {
  const steady = sender({ bytesPerSecond: 20_000, chunk: { min: 350, max: 350 }, data: { bytes: 3_000_000 } });
  const rate = (path: Partial<Path>) => heldRate([{ sender: steady, arrivals: simulate(steady, path).arrivals }]);
  expect(rate({ loss: 0.1, receipts: Infinity })).toMatchObject({ held: false });
  expect(rate({ loss: 0.1 })).toMatchObject({ held: true });
  expect(rate({ loss: 0.1 }).rate! / 20_000).toBeCloseTo(1, 1);
});

test.each(["bursty", "low-and-slow"] as const)("the %s style is followed minute by minute, with jitter, loss and short stalls", (style) => {
  const styled = sender({ bytesPerSecond: 2000, data: { bytes: 360_000 }, schedule: { style, jitter: 0.5 } });
  const { arrivals } = simulate(styled, { loss: 0.01, stalls: [[80_000, 80_800]], latency: [5, 60] });
  expect(heldRate([{ sender: styled, arrivals }])).toMatchObject({ held: true });
  expect(heldRate([{ sender: sender({ bytesPerSecond: 2600, schedule: styled.schedule }), arrivals }])).toMatchObject({ held: false });
});

test("bursts are silent in between", () => {
  const bursty = sender({ schedule: { style: "bursty", burst: { on: 2, off: 8 }, jitter: 0 }, data: { bytes: 60_000 } });
  const { arrivals } = simulate(bursty);
  const begin = arrivals[0].time;
  for (const { time } of arrivals) expect((time - begin) % 10).toBeLessThan(2.2);
  expect(Math.floor((arrivals.at(-1)!.time - begin) / 10)).toBe(5);
});

test("jitter makes messages late by up to a gap, each by its own, without adding up", () => {
  const jittered = sender({ chunk: { min: 100, max: 100 }, schedule: { style: "steady", jitter: 1 }, data: { bytes: 100_000 } });
  const { arrivals } = simulate(jittered, { latency: [0, 0], cost: 0, timer: 0 });
  const late = arrivals.map(({ time }, i) => time - 1 - i * 0.1);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(-1e-9);
  expect(Math.max(...late)).toBeLessThanOrEqual(0.1 + 1e-9);
  // The mean of a uniform share of 0.1 s is 0.05 s; of 1000 draws it is within 0.003 s (three standard errors, 0.0289/√1000 each).
  expect(Math.abs(late.reduce((a, b) => a + b) / late.length - 0.05)).toBeLessThan(0.003);
});

test("whatever the path: 60 random paths with no stall above 1.5 s hold their rate", () => {
  const random = randomStream(11, "paths");
  for (let run = 0; run < 60; run++) {
    const [bytesPerSecond, chunk] = rates[wholeBetween(random, 0, 2)];
    const from = wholeBetween(random, 5_000, 100_000);
    const path: Partial<Path> = {
      latency: [random() * 50, 50 + random() * 300],
      loss: bytesPerSecond > 10 ? random() * 0.05 : 0,
      timer: random() * 20,
      cost: random() * 3,
      receipts: 100 + random() * 1000,
      stalls: [[from, from + random() * 1500]],
    };
    const steady = sender({ bytesPerSecond, chunk, data: { bytes: 130 * bytesPerSecond }, seed: run });
    const { arrivals } = simulate(steady, path);
    expect(worstMinute(arrivals, steady), JSON.stringify({ bytesPerSecond, path })).toBeLessThanOrEqual(1);
  }
});
