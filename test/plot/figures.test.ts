import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { instant } from "../../kernel-helpers/src/edges/instant";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { MetricTable } from "../../kernel-helpers/src/metrics/table";
import { arrow, clearArrow } from "../../kernel-helpers/src/plot/arrow";
import { plotGraph } from "../../kernel-helpers/src/plot/graph";
import { plotMetrics } from "../../kernel-helpers/src/plot/metrics";
import { placeNodes } from "../../kernel-helpers/src/plot/place";
import { golden, graphOf, tableOfVectors, type Edge } from "../metrics/graphs";
import { fileOf, pcap } from "../pcap/files";
import { labelled, tableOf } from "./tables";

interface Trace {
  name: string;
  x: (number | null)[];
  y: (number | null)[];
  yaxis: string;
  marker: { symbol: string[] };
  line: { color: string; width: number; dash: string };
}
const traces = (figure: { data: readonly object[] }) => figure.data as Trace[];

const marks = [{ start: 1, end: 3, kind: "exfiltration" }];
const sample = async () =>
  computeMetrics(await tableOfVectors([[100, 50], [], [200, 60], [20, 30, 40]], { marks }), [
    "bytes.total",
    "reciprocity.weighted",
    "strength.out",
  ]);

interface Layout {
  shapes: { x0: number; x1: number; fillcolor: string; line: { width: number; dash?: string } }[];
  annotations: { text: string; x: number; yshift?: number; font: { color: string } }[];
  title: { text: string };
}

describe("metrics over time", () => {
  test("have a panel each, a dot in the middle of each window, and a gap for NaN", async () => {
    const figure = plotMetrics(await sample());
    const [total, reciprocity] = traces(figure);
    expect(total.x).toEqual([0.5, 1.5, 2.5, 3.5]);
    expect(total.y).toEqual([150, 0, 260, 90]);
    expect(reciprocity.y).toEqual([0, null, 0, 0]);
    expect(traces(figure).map(({ yaxis }) => yaxis)).toEqual(["y", "y2", "y3", "y3", "y3", "y3"]);
  });

  test("shade the marks and name their kind", async () => {
    const { shapes, annotations } = plotMetrics(await sample()).layout as { shapes: object[]; annotations: { text: string }[] };
    expect(shapes).toMatchObject([{ type: "rect", x0: 1, x1: 3, xref: "x", yref: "paper" }]);
    expect(annotations.map(({ text }) => text)).toContain("exfiltration");
  });

  test("shade the windows that the ledger labels, in grey those that a theft only touches, and other marks", () => {
    const others = [...marks, { start: 6.5, end: 7, kind: "deployment" }];
    const table = labelled(tableOf({ a: [1, 2, 3, 4, 5, 6, 7, 8] }, { every: 2, marks: others }), "nppgnpnn");
    const { shapes, annotations, title } = plotMetrics(table).layout as Layout;
    const [theft, grey] = ["rgba(213,94,0,0.14)", "rgba(107,107,107,0.14)"];
    expect(shapes.map(({ x0, x1, fillcolor }) => [x0, x1, fillcolor])).toEqual([
      [2, 6, theft],
      [6, 8, grey],
      [10, 12, theft],
      [6.5, 7, theft],
    ]);
    expect(annotations.filter(({ font }) => font.color === "#D55E00").map(({ text, x }) => [text, x])).toEqual([
      ["exfiltration", 4],
      ["deployment", 6.75],
    ]);
    expect(title.text).toContain("grey: touched by the theft");
  });

  test("show benign events in blue with a dotted border, and name them in rows where there is no room beside each other", () => {
    const events = [
      { start: 1, end: 3, kind: "backup", benign: true as const },
      { start: 4.1, end: 4.9, kind: "flash-crowd", benign: true as const },
      { start: 6, end: 7, kind: "backup", benign: true as const },
    ];
    const table = labelled(tableOf({ a: [1, 2, 3, 4, 5, 6, 7, 8] }, { marks: [...marks, ...events] }), "nnnnpnnn");
    const { shapes, annotations } = plotMetrics(table).layout as Layout;
    expect(shapes.map(({ x0, x1, line }) => [x0, x1, line.width, line.dash])).toEqual([
      [4, 5, 0, undefined],
      [1, 3, 1, "dot"],
      [4.1, 4.9, 1, "dot"],
      [6, 7, 1, "dot"],
    ]);
    // The names of both lie around 4.5 s.
    const names = annotations.filter(({ yshift }) => yshift !== undefined);
    expect(names.map(({ text, yshift, font }) => [text, yshift, font.color])).toEqual([
      ["exfiltration", 0, "#D55E00"],
      ["backup", 0, "#0072B2"],
      ["flash-crowd", 14, "#0072B2"],
    ]);
  });

  test("have no name of a span upon the title of their first panel", () => {
    const early = [{ start: 0.2, end: 0.6, kind: "backup", benign: true as const }];
    const { annotations } = plotMetrics(tableOf({ a: [1, 2, 3, 4, 5, 6, 7, 8] }, { marks: early })).layout as Layout;
    expect(annotations.filter(({ yshift }) => yshift !== undefined).map(({ text, yshift }) => [text, yshift])).toEqual([["backup", 14]]);
  });

  test("shade the marks where labels change too often to be drawn", () => {
    const table = labelled(tableOf({ a: Array.from({ length: 1000 }, (_, i) => i) }, { marks }), "pn".repeat(500));
    expect((plotMetrics(table).layout as Layout).shapes).toHaveLength(1);
  });

  test("per node are the lines of the nodes with the largest sums", async () => {
    const names = traces(plotMetrics(await sample(), { metrics: ["strength.out"], top: 2 })).map(({ name }) => name);
    expect(names).toEqual(["10.0.0.1", "10.0.0.2"]);
  });

  test("say when they began where that is known; the predecessor's saved values begin at 0", async () => {
    const { parts } = await sample();
    const saidOf = (table: MetricTable): string => (plotMetrics(table).layout as { title: { text: string } }).title.text;
    expect(saidOf(new MetricTable(parts))).toContain("windows of 1 s, from 2023-11-14 22:13:20 UTC");
    expect(saidOf(new MetricTable({ ...parts, origin: instant(0) }))).not.toContain("from");
  });

  test("tell more nodes than there are colours apart by dashes", async () => {
    const table = computeMetrics(await tableOfVectors([[90, 80, 70, 60, 50, 40, 30, 25]]), ["strength.out"]);
    const strokes = traces(plotMetrics(table, { top: 8 })).map(({ line }) => `${line.color} ${line.dash}`);
    expect(new Set(strokes).size).toBe(8);
    expect(strokes.filter((stroke) => stroke.endsWith(" solid"))).toHaveLength(6);
  });

  test("have no dashes where each panel has colours enough, and a node is the same in all panels", async () => {
    // Eight nodes speak, and one is spoken to; the five busiest of each panel.
    const table = computeMetrics(await tableOfVectors([[90, 80, 70, 60, 50, 40, 30, 25]]), ["strength.out", "strength.in", "degree.in"]);
    const lines = traces(plotMetrics(table)).map(({ name, line, yaxis }) => ({ name, yaxis, stroke: `${line.color} ${line.dash}` }));
    expect(lines.every(({ stroke }) => stroke.endsWith(" solid"))).toBe(true);
    for (const panel of ["y", "y2", "y3"])
      expect(new Set(lines.filter(({ yaxis }) => yaxis === panel).map(({ stroke }) => stroke)).size).toBe(5);
    expect(new Set(lines.map(({ name, stroke }) => `${name} ${stroke}`)).size).toBe(new Set(lines.map(({ name }) => name)).size);
  });

  test("have open dots where the capture did not run all the time", async () => {
    const edges = await tableOfVectors([[100], [100]], { until: 1700000001.5 });
    expect(traces(plotMetrics(computeMetrics(edges, ["nodes"])))[0].marker.symbol).toEqual(["circle", "circle-open"]);
  });

  test("have those of another table dashed beside them, when its windows are the same", async () => {
    const twin = computeMetrics(await tableOfVectors([[100, 50], [], [70], [20, 30, 40]]), ["bytes.total", "reciprocity.weighted"]);
    const figure = plotMetrics(await sample(), {
      metrics: ["bytes.total", "reciprocity.weighted"],
      beside: { name: "without", table: twin },
    });
    const [without, captured] = traces(figure);
    expect([without.name, captured.name]).toEqual(["without", "as captured"]);
    expect([without.y, captured.y]).toEqual([
      [150, 0, 70, 90],
      [150, 0, 260, 90],
    ]);
    expect(without.line).toMatchObject({ dash: "dot" });
    const short = computeMetrics(await tableOfVectors([[100]]), ["bytes.total"]);
    const attempt = async () => plotMetrics(await sample(), { metrics: ["bytes.total"], beside: { name: "short", table: short } });
    await expect(attempt()).rejects.toThrow("beside must be a table of the same windows");
  });

  test("need a metric, a granularity that there is and a theme", async () => {
    const table = await sample();
    expect(() => plotMetrics(table, { every: 7 })).toThrow("not 7");
    expect(() => plotMetrics(table, { metrics: [] })).toThrow("no metric");
    expect(() => plotMetrics(table, { theme: "pink" as "dark" })).toThrow('one of light, dark, not "pink"');
  });
});

describe("the graph", () => {
  const graph = graphOf([...golden, ["client", "a.1", 10], ["c.1", "outside", 500]], { client: "client", outside: "outside" });

  test("puts users at the left, outside at the right and everybody else between", () => {
    const places = placeNodes(graph);
    expect(places.get("client")!.x).toBe(0);
    expect(places.get("outside")!.x).toBe(1);
    for (const name of ["a.1", "b.1", "b.2", "c.1"]) expect(places.get(name)!.x).toBeGreaterThan(0.1);
    for (const { x, y } of places.values()) expect([x, y].every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  test("is drawn the same each time", () => {
    expect(JSON.stringify(plotGraph(graph))).toBe(JSON.stringify(plotGraph(graph)));
  });

  test("keeps nodes that are alike apart", () => {
    const places = [...placeNodes(graph).values()];
    places.forEach((a, i) => places.slice(i + 1).forEach((b) => expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(0.05)));
  });

  test("keeps names from lying upon each other", () => {
    // Three callers that each have leaves of their own, as virtual addresses are: their names are about a tenth of the width.
    const edges = ["a", "b", "c"].flatMap((hub) => [["a", hub, 10], ...[0, 1, 2, 3, 4].map((i) => [hub, `${hub}${i}.vip`, 10])]) as Edge[];
    const places = [...placeNodes(graphOf(edges.slice(1))).values()];
    const pairs = places.flatMap((one, i) => places.slice(i + 1).map((other) => [Math.abs(one.x - other.x), Math.abs(one.y - other.y)]));
    expect(pairs.filter(([x, y]) => x < 0.1 && y < 0.075)).toEqual([]);
  });

  test("names the sixty nodes with most bytes, and those of the way, where there are more", () => {
    // The hub and n99 to n41 have most; n00, with the least, is on the way.
    const edges = Array.from({ length: 100 }, (_, i) => ["hub", `n${String(i).padStart(2, "0")}`, 100 + i] as const);
    const named = (figure: { layout: object }) =>
      (figure.layout as { annotations: { text: string }[] }).annotations.map(({ text }) => text);
    expect(named(plotGraph(graphOf(edges)))).toEqual(["hub", ...Array.from({ length: 59 }, (_, i) => `n${41 + i}`)]);
    const texts = named(plotGraph(graphOf(edges), { path: ["n00", "hub"] }));
    expect([texts.length, texts.includes("<b>n00</b>"), texts.includes("n41")]).toEqual([60, true, false]);
  });

  test("draws the way of stolen data in a colour of its own", () => {
    const lines = (path: string[]) =>
      traces(plotGraph(graph, { path })).filter(({ line, x }) => line?.color === "#D55E00" && x.some((value) => value !== null));
    expect(lines([])).toHaveLength(0);
    // b.2 → c.1 and c.1 → outside have different widths, so they are two traces.
    expect(lines(["b.2", "c.1", "outside"])).toHaveLength(2);
  });

  test("leads the way of stolen data around other nodes", () => {
    // b stands in the middle between a and c: the usual bend, a tenth of 300, keeps 15 from it, which is inside its rim of 20.
    const [from, to, between] = [{ x: 0, y: 0 }, { x: 300, y: 0 }, { x: 150, y: 0 }]; // prettier-ignore
    const nearest = ({ points }: { points: readonly { x: number; y: number }[] }) =>
      Math.min(...points.map(({ x, y }) => Math.hypot(x - between.x, y - between.y)));
    expect(nearest(arrow(from, to, 20))).toBeLessThan(20);
    expect(nearest(clearArrow(from, to, 20, [between]))).toBeGreaterThan(20);
    expect(clearArrow(from, to, 20, [])).toEqual(arrow(from, to, 20));
  });

  test("of a window keeps the places that nodes have in the whole table", async () => {
    const edges = await tableOfVectors([[100, 50, 60], [200]]);
    const positions = (window?: number) =>
      (plotGraph(edges, { window }).layout as { annotations: { text: string; x: number; y: number }[] }).annotations;
    const whole = new Map(positions().map(({ text, x, y }) => [text, [x, y]]));
    const second = positions(1);
    expect(second.map(({ text }) => text)).toEqual(["10.0.0.1", "10.0.0.100"]);
    for (const { text, x, y } of second) expect([x, y]).toEqual(whole.get(text));
  });

  test("of nothing is an empty figure", async () => {
    const edges = await readEdges([{ file: fileOf(pcap([])) }]);
    expect(JSON.stringify(plotGraph(edges))).not.toContain("NaN");
  });
});

test("a figure shows itself as Plotly JSON with a text, and saves itself as JSON and as a page that needs no network", async () => {
  const figure = plotMetrics(await sample(), { title: "A </script> title" });
  const display = figure[Symbol.for("Jupyter.display") as never] as () => Promise<Record<string, unknown>>;
  expect(await display()).toMatchObject({
    "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout },
    "text/plain": "[figure: A </script> title]",
  });
  expect(inspect(figure)).toBe("[figure: A </script> title]");

  const folder = mkdtempSync(join(tmpdir(), "munnin-figure-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await figure.save(join(folder, "a.plotly.json"));
  expect(JSON.parse(readFileSync(join(folder, "a.plotly.json"), "utf8"))).toEqual(
    JSON.parse(JSON.stringify({ data: figure.data, layout: figure.layout })),
  );
  await figure.save(join(folder, "a.html"));
  const page = readFileSync(join(folder, "a.html"), "utf8");
  expect(page.length).toBeGreaterThan(1e6);
  expect(page).not.toMatch(/<script[^>]* src=/);
  expect(page.match(/A <\/script> title/g)).toBeNull();
  await expect(figure.save(join(folder, "a.gif"))).rejects.toThrow("is saved as .plotly.json, .html or .png");
});
