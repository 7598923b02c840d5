import { describe, expect, test } from "vitest";
import { InputError } from "../../kernel-helpers/src/config/error";
import { Engine } from "../../kernel-helpers/src/edges/engine";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EdgeTable } from "../../kernel-helpers/src/edges/table";
import { OpenWindow } from "../../kernel-helpers/src/edges/window";
import { fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4 } from "../pcap/packets";

/** A packet of 20 + n bytes, so that a row's bytes tell which packets are in it. */
const packet = (seconds: number, nanoseconds: number, n = 0) => frame(seconds, nanoseconds, ethernet(ipv4("10.0.0.1", "10.0.0.2", n)));

/** `window:bytes` of each row. */
const rows = (edges: EdgeTable, every: number): string[] => [...edges.every(every)].map(({ window, bytes }) => `${window}:${bytes}`);

const start = 1700000000; // A multiple of 10, 100, …, but not of 60.

describe("a window", () => {
  test("holds the packet on the border that opens it, and not the one on the border that closes it", async () => {
    const file = fileOf(
      pcap([packet(start, 0, 1), packet(start + 9, 999999999, 2), packet(start + 10, 0, 4), packet(start + 19, 999999999, 8)]),
    );
    expect(rows(await readEdges([{ file }], { every: 10 }), 10)).toEqual(["0:43", "1:52"]);
  });

  test("of 0.1 s has exact borders, where floating point misplaces packets", async () => {
    // One packet on each border: floor((t − t0) / 0.1) in doubles puts 40 % of them into the window before.
    const file = fileOf(pcap(Array.from({ length: 1000 }, (_, i) => packet(start + Math.floor(i / 10), (i % 10) * 100000000))));
    const edges = await readEdges([{ file }], { every: 0.1 });
    expect([...edges].map(({ window, frames }) => [window, frames])).toEqual(Array.from({ length: 1000 }, (_, i) => [i, 1]));
  });

  test("exists when it is silent, at every granularity", async () => {
    const edges = await readEdges([{ file: fileOf(pcap([packet(start, 0), packet(start + 35, 0)])) }], { every: [1, 10] });
    expect(edges.every(10).windowCount).toBe(4);
    expect(edges.every(1).windowCount).toBe(36);
    expect(edges.every(10).at(1)).toMatchObject({ nodeCount: 0, edgeCount: 0, start: start + 10 });
  });
});

describe("the grid", () => {
  test("lies on multiples of the coarsest granularity since the epoch, window 0 holds the earliest packet", async () => {
    const edges = await readEdges([{ file: fileOf(pcap([packet(start + 25, 0)])) }], { every: [1, 60] });
    expect(edges.origin).toBe(1699999980); // 28333333 · 60.
    expect(rows(edges, 60)).toEqual(["0:20"]);
    expect(rows(edges, 1)).toEqual(["45:20"]);
  });

  test("begins with the earliest packet when it is asked to, wherever that stands", async () => {
    const file = fileOf(pcap([packet(start + 3, 500000000, 1), packet(start, 700000000, 2), packet(start + 13, 0, 4)]));
    const edges = await readEdges([{ file }], { every: [1, 10], align: "first" });
    expect(edges.parts.origin).toEqual({ seconds: start, nanoseconds: 700000000 });
    expect(rows(edges, 10)).toEqual(["0:43", "1:24"]);
    expect(rows(edges, 1)).toEqual(["0:22", "2:21", "12:24"]);
  });

  test("is the same for granularities that do not divide each other", async () => {
    // From the epoch in steps of 7 s: 242857142 · 7 = 1699999994. 3 s windows count from there.
    const file = fileOf(pcap([packet(start + 4, 0, 1), packet(start - 20, 0, 2), packet(start + 1, 0, 4)]));
    const edges = await readEdges([{ file }], { every: [3, 7] });
    expect(edges.origin).toBe(1699999980); // 242857140 · 7.
    expect(rows(edges, 7)).toEqual(["0:22", "3:45"]);
    expect(rows(edges, 3)).toEqual(["0:22", "7:24", "8:21"]);
  });

  test("of a run begins with the trial; packets outside are counted, and not in the table", async () => {
    const file = fileOf(
      pcap([packet(start - 1, 0), packet(start, 250000000, 1), packet(start + 20, 249999999, 2), packet(start + 20, 250000000)]),
    );
    const edges = await readEdges([{ file }], { every: 5, origin: start + 0.25, until: start + 20.25 });
    expect(rows(edges, 5)).toEqual(["0:21", "3:22"]);
    expect(edges.windowCount).toBe(4);
    expect(edges.counts.outsideSpan).toEqual({ before: 1, after: 1 });
  });

  test("of a run has all its windows when nothing was captured", async () => {
    const edges = await readEdges([{ file: fileOf(pcap([])), from: start, to: start + 30 }], {
      every: 10,
      origin: start,
      until: start + 30,
    });
    expect(edges.windowCount).toBe(3);
    expect([...edges.coverage]).toEqual([1, 1, 1]);
    expect(edges.rowCount).toBe(0);
  });
});

describe("the order of packets", () => {
  const packets = Array.from({ length: 300 }, (_, i) => packet(start + Math.floor(i / 3), (i * 7919) % 1000000000, i));

  test("does not matter", async () => {
    const straight = await readEdges([{ file: fileOf(pcap(packets)) }], { every: [1, 5, 7] });
    const backwards = await readEdges([{ file: fileOf(pcap([...packets].reverse())) }], { every: [1, 5, 7] });
    expect(backwards.toCsv()).toBe(straight.toCsv());
    expect(straight.rowCount).toBeGreaterThan(100);
  });

  test("nor does it matter where a capture is split into files", async () => {
    const whole = await readEdges([{ file: fileOf(pcap(packets)) }], { every: [1, 10] });
    for (const at of [1, 100, 151, 299]) {
      const parts = [packets.slice(at), packets.slice(0, at)].map((part) => ({ file: fileOf(pcap(part)) }));
      const edges = await readEdges(parts, { every: [1, 10] });
      expect(edges.toCsv()).toBe(whole.toCsv());
      expect(edges.counts.packets).toBe(300);
    }
  });

  test("nor does it matter where time steps back in a file, as in captures that were joined in the wrong order", async () => {
    const many = Array.from({ length: 3000 }, (_, i) => packet(start + Math.floor(i / 100), (i % 100) * 1e6, i % 1000));
    const straight = await readEdges([{ file: fileOf(pcap(many)) }], { every: [1, 5, 7] });
    for (const at of [1000, 2990]) {
      const joined = await readEdges([{ file: fileOf(pcap([...many.slice(at), ...many.slice(0, at)])) }], { every: [1, 5, 7] });
      expect(joined.toCsv()).toBe(straight.toCsv());
      expect(joined.counts.outOfOrder).toBe(at);
    }
  });

  test("sets single late packets aside, and opens the window again of many in a row", () => {
    const windows = new OpenWindow(new Engine(), 1);
    const opened: number[] = [];
    windows.onOpen = (window) => opened.push(window);
    for (let i = 0; i < 500; i++) windows.add(i % 2 === 0 ? 9 : 3, 0, 1, 1);
    expect(opened).toEqual([9]);
    for (let i = 0; i < 500; i++) windows.add(i < 250 ? 3 : 4, 0, 1, 1);
    windows.add(9, 0, 1, 1);
    expect(opened).toEqual([9, 3, 4, 9]);
  });
});

describe("coverage", () => {
  const file = (from: number, to: number) => fileOf(pcap([packet(start + from, 0), packet(start + to, 0)]));

  test("is the share of the window in which the capture ran", async () => {
    const edges = await readEdges([{ file: file(3, 24), from: start + 2.5, to: start + 25 }], { every: 10 });
    expect([...edges.coverage]).toEqual([0.75, 1, 0.5]);
  });

  test("adds up over files of one network, and takes the least covered of several networks", async () => {
    const one = { network: "a", file: file(0, 9), from: start, to: start + 12 };
    const next = { network: "a", file: file(12, 29), from: start + 12, to: start + 30 };
    expect([...(await readEdges([one, next], { every: 10 })).coverage]).toEqual([1, 1, 1]);
    const other = { network: "b", file: file(0, 19), from: start, to: start + 20 };
    expect([...(await readEdges([one, next, other], { every: 10 })).coverage]).toEqual([1, 1, 0]);
  });

  test("without names: files that ran at the same time are of several networks, those that follow each other of one", async () => {
    const [one, next, beside] = [
      [0, 12],
      [12, 29],
      [5, 29],
    ].map(([from, to]) => ({ file: file(from + 0.5, to - 0.5), from: start + from, to: start + to + (to === 29 ? 1 : 0) }));
    expect([...(await readEdges([next, one], { every: 10 })).coverage]).toEqual([1, 1, 1]);
    expect([...(await readEdges([next, one, beside], { every: 10 })).coverage]).toEqual([0.5, 1, 1]);
    // Of one place that several captures saw, any of them covers it.
    expect([...(await readEdges([beside, one, next], { every: 10, dedup: true })).coverage]).toEqual([1, 1, 1]);
  });

  test("of a run's last window is the part of it before the end", async () => {
    const edges = await readEdges([{ file: file(0, 24), from: start - 5, to: start + 60 }], {
      every: 10,
      origin: start,
      until: start + 25,
    });
    expect([...edges.coverage]).toEqual([1, 1, 0.5]);
  });
});

describe("bad input is one clear error", () => {
  const file = () => fileOf(pcap([packet(start, 0), packet(1, 0)]));
  test.each([
    [{ every: 0 }, "not 0"],
    [{ every: -1 }, "not -1"],
    [{ every: NaN }, "not NaN"],
    [{ every: Infinity }, "not Infinity"],
    [{ every: [] }, "at least one"],
    [{ every: 1 / 3 }, "no whole number of nanoseconds"],
    [{ level: "pod" as "ip" }, 'not "pod"'],
    [{ align: "last" as "first" }, 'not "last"'],
    [{ every: 0.1 }, "windows of 0.1 s lie between"],
    [{ every: 1 }, "1700000000 windows of 1 s lie between"],
    [{ origin: 10, until: 10 }, "must lie after origin"],
    [{ origin: NaN }, "origin: must be seconds since the epoch, not NaN"],
  ])("%o", async (options, message) => {
    const reading = readEdges([{ file: file() }], options);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  test("no capture at all", async () => {
    await expect(readEdges([])).rejects.toThrow("no capture");
  });

  test("at() on several granularities, and a granularity that is not there", async () => {
    const edges = await readEdges([{ file: fileOf(pcap([packet(start, 0)])) }], { every: [1, 10] });
    expect(() => edges.at(0)).toThrow("choose it by every(), one of 1, 10");
    expect(() => edges.every(5)).toThrow("has granularities 1, 10 s, not 5");
    expect(() => edges.every(1).at(1)).toThrow("windows 0 to 0, not 1");
  });
});
