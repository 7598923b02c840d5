import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { InputError } from "../../kernel-helpers/src/config/error";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { EdgeTable } from "../../kernel-helpers/src/edges/table";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { defineMetric, defineSeries, metricNames } from "../../kernel-helpers/src/metrics/registry";
import { metricStream } from "../../kernel-helpers/src/metrics/stream";
import { fileOf, pcap } from "../pcap/files";
import { tableOfVectors } from "./graphs";

const vectors = [[100, 50], [], [200], [20, 30, 40]];

test("a value per window, also for silent ones", async () => {
  const table = computeMetrics(await tableOfVectors(vectors), ["bytes.total", "nodes", "density", "reciprocity.weighted"]);
  expect([...table.series("bytes.total")]).toEqual([150, 0, 200, 90]);
  expect([...table.series("nodes")]).toEqual([3, 0, 2, 4]);
  expect([...table.series("density")]).toEqual([2 / 6, 0, 1 / 2, 3 / 12]);
  expect([...table.series("reciprocity.weighted")]).toEqual([0, NaN, 0, 0]);
});

test("values per node are there for the windows in which the node occurs", async () => {
  const table = computeMetrics(await tableOfVectors(vectors), ["strength.out"]);
  expect([...table.series("strength.out", "10.0.0.2")]).toEqual([50, NaN, NaN, 30]);
  expect([...table.series("strength.out", "10.0.0.2", 0)]).toEqual([50, 0, 0, 30]);
  expect([...table.series("strength.out", "10.0.0.100", 0)]).toEqual([0, 0, 0, 0]);
  expect(() => table.series("strength.out")).toThrow("name one of 10.0.0.1, 10.0.0.100, 10.0.0.2");
});

test("every granularity is computed", async () => {
  const table = computeMetrics(await tableOfVectors(vectors, { every: [1, 2] }), ["bytes.total"]);
  expect(table.granularities).toEqual([1, 2]);
  expect([...table.every(2).series("bytes.total")]).toEqual([150, 290]);
  expect(() => table.series("bytes.total")).toThrow("choose one granularity by every(), one of 1, 2");
});

test("CSV is long: a row per granularity, window, metric and node", async () => {
  const table = computeMetrics(await tableOfVectors([[100], []]), ["reciprocity.weighted", "strength.out"]);
  expect(table.toCsv()).toBe(`granularity,window,start,level,metric,node,value
1,0,1700000000.000000000,ip,reciprocity.weighted,,0
1,0,1700000000.000000000,ip,strength.out,10.0.0.1,100
1,0,1700000000.000000000,ip,strength.out,10.0.0.100,0
1,1,1700000001.000000000,ip,reciprocity.weighted,,NaN
`);
});

describe("a metric of one's own", () => {
  test("is used by its definition, and by its name", async () => {
    const chatter = defineMetric({ name: "chatter", of: (g) => g.edgeCount / g.nodeCount });
    const edges = await tableOfVectors(vectors);
    expect([...computeMetrics(edges, [chatter]).series("chatter")]).toEqual([2 / 3, NaN, 1 / 2, 3 / 4]);
    expect(metricNames()).toContain("chatter");
    expect(computeMetrics(edges, ["chatter"]).metrics).toEqual(["chatter"]);
  });

  test("replaces the one that had its name, and is computed again, alone", async () => {
    const edges = await tableOfVectors(vectors);
    let asked = 0;
    const kept = defineMetric({ name: "kept", of: () => ++asked });
    defineMetric({ name: "changing", of: () => 1 });
    expect([...computeMetrics(edges, [kept, "changing"]).series("changing")]).toEqual([1, 1, 1, 1]);
    defineMetric({ name: "changing", of: () => 2 });
    expect([...computeMetrics(edges, [kept, "changing"]).series("changing")]).toEqual([2, 2, 2, 2]);
    expect(asked).toBe(4);
  });

  test("sees the windows before and who is alive", async () => {
    const growth = defineMetric({ name: "growth", of: (g, { previous, window }) => g.nodeCount - (previous[window - 1]?.nodeCount ?? 0) });
    const known = defineMetric({ name: "known", of: (_, { alive }) => alive.length });
    const table = computeMetrics(await tableOfVectors(vectors), [growth, known]);
    expect([...table.series("growth")]).toEqual([3, -3, 2, 2]);
    expect([...table.series("known")]).toEqual([4, 4, 4, 4]);
  });

  test("per edge has a value for each of them", async () => {
    const share = defineMetric({ name: "share", per: "edge", of: (g) => g.out.bytes.map((bytes) => bytes / 150) });
    expect(computeMetrics(await tableOfVectors([[100, 50]]), [share]).series("share", "10.0.0.2 → 10.0.0.100")[0]).toBe(1 / 3);
  });

  test("may use any function of graphology", async () => {
    const order = defineMetric({ name: "order", of: (g) => g.toGraphology().order });
    expect([...computeMetrics(await tableOfVectors(vectors), [order]).series("order")]).toEqual([3, 0, 2, 4]);
  });

  test("that throws names itself and its window, and leaves the others", async () => {
    const fragile = defineMetric({
      name: "fragile",
      of(g) {
        if (g.nodeCount === 2) throw new Error("two is no crowd");
        return g.nodeCount;
      },
    });
    const table = computeMetrics(await tableOfVectors(vectors), [fragile, "nodes"]);
    expect([...table.series("fragile")]).toEqual([3, 0, NaN, 4]);
    expect([...table.series("nodes")]).toEqual([3, 0, 2, 4]);
    expect(table.errors).toEqual([{ metric: "fragile", granularity: 1, window: 2, count: 1, message: "two is no crowd" }]);
    expect(inspect(table)).toContain("metric fragile failed in window 2 of 1 s: two is no crowd");
  });

  test("that is infinite in a window has no value there, and says so", async () => {
    const lonely = defineMetric({ name: "lonely", of: (g) => 1 / (g.nodeCount - 2) });
    const shares = defineMetric({ name: "shares", per: "node", of: (g) => Float64Array.from(g.names, (_, i) => i / (1 - i)) });
    const table = computeMetrics(await tableOfVectors(vectors), [lonely, shares]);
    expect([...table.series("lonely")]).toEqual([1, -1 / 2, NaN, 1 / 2]);
    const { values } = table.result("shares").values;
    expect([...values]).toEqual([0, NaN, -2, 0, NaN, 0, NaN, -2, -3 / 2]);
    expect(table.errors).toEqual([
      { metric: "lonely", granularity: 1, window: 2, count: 1, message: "gave Infinity, not a finite number, or NaN where there is none" },
      { metric: "shares", granularity: 1, window: 0, count: 3, message: "gave Infinity, not a finite number, or NaN where there is none" },
    ]);
    const both = defineMetric({
      name: "both",
      of({ nodeCount }) {
        if (nodeCount === 0) throw new Error("nobody");
        return 1 / (nodeCount - 2);
      },
    });
    const told = [
      { window: 1, count: 1, message: "nobody" },
      { window: 2, count: 1, message: expect.stringMatching("gave Infinity") as string },
    ];
    expect(computeMetrics(await tableOfVectors(vectors), [both]).errors).toMatchObject(told);
    const stream = metricStream(await tableOfVectors(vectors), [both]);
    expect([...stream.csv()].join("")).toContain("both,,NaN\n");
    expect(stream.errors).toMatchObject(told);
    const series = defineSeries({
      name: "endless",
      from: "strength.out",
      series: ({ windowCount }) => new Float64Array(windowCount).fill(Infinity),
    });
    expect(computeMetrics(await tableOfVectors(vectors), [series]).errors).toMatchObject([{ metric: "endless", window: 0, count: 4 }]);
  });
});

test("a series that throws names itself, and leaves the others", async () => {
  const series = () => {
    throw new Error("no vectors today");
  };
  const broken = defineSeries({ name: "broken", from: "strength.out", series });
  const table = computeMetrics(await tableOfVectors(vectors), [broken, "nodes"]);
  expect([...table.series("broken")]).toEqual([NaN, NaN, NaN, NaN]);
  expect([...table.series("nodes")]).toEqual([3, 0, 2, 4]);
  expect(inspect(table)).toContain("metric broken failed in window 0 of 1 s and 3 more: no vectors today");
  const stream = metricStream(await tableOfVectors(vectors), [broken, "nodes"]);
  expect([...stream.csv()].join("")).toContain("broken,,NaN\n");
  expect(stream.errors).toEqual(table.errors);
});

describe("bad input is one clear error", () => {
  test.each([
    [["densty"], 'no metric is called "densty"; did you mean "density"?'],
    [["nodes", "nodes"], "metric nodes: is asked for twice"],
    [[{ name: "wrong.shape", of: () => new Float64Array(1) }], "metric wrong.shape: of must return a number"],
    [
      [{ name: "wrong.length", per: "node" as const, of: () => new Float64Array(1) }],
      "metric wrong.length: of must return a Float64Array of 3 values, one per node",
    ],
    [
      [{ name: "wrong.number", per: "node" as const, of: () => 1 }],
      "metric wrong.number: of must return a Float64Array of 3 values, one per node, not number as in window 0",
    ],
    [
      [{ name: "wrong.array", per: "node" as const, of: () => [1, 2, 3] as never }],
      "metric wrong.array: of must return a Float64Array of 3 values, one per node, not an array of 3 as in window 0",
    ],
    [
      [{ name: "nothing", of: () => null as never }],
      "metric nothing: of must return a number, as it is per graph, not null as in window 0",
    ],
    [
      [{ name: "late", of: (() => Promise.resolve(1)) as never }],
      "metric late: of must return a number, as it is per graph, not a promise",
    ],
    [
      [{ name: "short", from: "strength.out", series: () => new Float64Array(1) }],
      "series short: series must return a Float64Array of 4 values, one per window, not a Float64Array of 1",
    ],
    // Definitions that defineMetric has not seen.
    [[{ name: "Wrong name", of: () => 1 }], 'metric "Wrong name": a name is words with dots'],
    [[{ name: "wrong.per", per: "nodes" as never, of: () => 1 }], "metric wrong.per: per must be one of graph, node,"],
    [[undefined as never], "a metric is a name of the catalogue or a definition { name, of }, not undefined"],
  ])("%j", async (metrics, message) => {
    const edges = await tableOfVectors(vectors);
    expect(() => computeMetrics(edges, metrics)).toThrow(InputError);
    expect(() => computeMetrics(edges, metrics)).toThrow(message);
  });

  test("names, functions and W", async () => {
    for (const name of ["Density", "a b", "", "a..b", "a."])
      expect(() => defineMetric({ name, of: () => 1 })).toThrow("a name is words with dots");
    expect(() => defineMetric({ of: () => 1 } as never)).toThrow("metric without a name: a name is words with dots");
    expect(() => defineMetric({ name: "a", of: 5 as never })).toThrow("metric a: of must be a function");
    expect(() => defineMetric({ name: "a", per: "window" as never, of: () => 1 })).toThrow(
      'per must be one of graph, node, edge, service, pair, not "window"',
    );
    const edges = await tableOfVectors(vectors);
    expect(() => computeMetrics(edges, ["nodes", "changePoint.load.legacy"], { W: 2 })).toThrow(
      "metric changePoint.load.legacy: W must be at least 3, not 2",
    );
    expect(() => computeMetrics(edges, ["changePoint.load"], { W: 6 })).toThrow("metric changePoint.load: W must be at least 20, not 6");
    for (const W of [0, 1.5, NaN]) expect(() => computeMetrics(edges, ["nodes"], { W })).toThrow("W: must be a whole number");
  });
});

test.each([NaN, Infinity, -5])("%d bytes are refused; the error names metric, window and edge", async (bytes) => {
  const { parts } = await tableOfVectors(vectors);
  const [slice] = parts.slices;
  const wrong = new EdgeTable({
    ...parts,
    slices: [{ ...slice, bytes: Float64Array.of(...slice.bytes.slice(0, 3), bytes, ...slice.bytes.slice(4)) }],
  });
  expect(() => computeMetrics(wrong, ["density", "nodes"])).toThrow(
    new InputError(`metric density and 1 more: window 3: bytes from 10.0.0.1 to 10.0.0.100 must be finite and at least 0, not ${bytes}`),
  );
});

test("an empty edge table gives an empty metric table", async () => {
  const table = computeMetrics(await readEdges([{ file: fileOf(pcap([])) }]), ["nodes", "strength.out", "angle.strength.out"]);
  expect(table.series("nodes")).toHaveLength(0);
  expect(table.toCsv()).toBe("granularity,window,start,level,metric,node,value\n");
});
