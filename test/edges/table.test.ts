import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4 } from "../pcap/packets";

const start = 1700000000;
const packet = (at: number, source: string, destination: string, n: number) => frame(start + at, 5, ethernet(ipv4(source, destination, n)));

const sample = () =>
  fileOf(
    pcap([
      packet(0, "10.0.0.2", "10.0.0.10", 1),
      packet(0, "10.0.0.10", "10.0.0.2", 2),
      packet(0, "10.0.0.2", "10.0.0.10", 4),
      packet(1, "10.0.0.2", "10.0.0.2", 8),
    ]),
  );

test("CSV has a row per granularity, window, source and destination, in that order, and times with nanoseconds", async () => {
  const edges = await readEdges([{ file: sample() }], { every: [2, 0.5] });
  expect(edges.toCsv()).toBe(`granularity,window,start,source,destination,frames,bytes,wire_bytes
0.5,0,1700000000.000000000,10.0.0.10,10.0.0.2,1,22,36
0.5,0,1700000000.000000000,10.0.0.2,10.0.0.10,2,45,73
0.5,2,1700000001.000000000,10.0.0.2,10.0.0.2,1,28,42
2,0,1700000000.000000000,10.0.0.10,10.0.0.2,1,22,36
2,0,1700000000.000000000,10.0.0.2,10.0.0.10,2,45,73
2,0,1700000000.000000000,10.0.0.2,10.0.0.2,1,28,42
`);
});

test("the start of a window keeps nanoseconds that no JS number holds", async () => {
  const edges = await readEdges([{ file: sample() }], { every: 1, align: "first" });
  expect(edges.toCsv().split("\n")[1]).toMatch(/^1,0,1700000000\.000000005,/);
});

describe("the graph of a window", () => {
  test("has the nodes that spoke or heard, by name, and rows of targets in both directions", async () => {
    const graph = (await readEdges([{ file: sample() }], { every: 2 })).at(0);
    expect(graph.names).toEqual(["10.0.0.10", "10.0.0.2"]);
    expect([...graph.out.offsets]).toEqual([0, 1, 3]);
    expect([...graph.out.targets]).toEqual([1, 0, 1]);
    expect([...graph.out.bytes]).toEqual([22, 45, 28]);
    expect([...graph.in.offsets]).toEqual([0, 1, 3]);
    expect([...graph.in.targets]).toEqual([1, 0, 1]);
    expect([...graph.in.bytes]).toEqual([45, 22, 28]);
    expect([...graph.in.frames]).toEqual([2, 1, 1]);
    expect([graph.bytesBetween(0, 1), graph.bytesBetween(1, 0), graph.bytesBetween(0, 0)]).toEqual([22, 45, 0]);
  });

  test("is a directed graphology graph with bytes and frames, self-loops kept", async () => {
    const graph = (await readEdges([{ file: sample() }], { every: 2 })).at(0).toGraphology();
    expect(graph.type).toBe("directed");
    expect(graph.order).toBe(2);
    expect(graph.size).toBe(3);
    expect(graph.getEdgeAttributes("10.0.0.2", "10.0.0.10")).toEqual({ bytes: 45, frames: 2 });
    expect(graph.hasEdge("10.0.0.2", "10.0.0.2")).toBe(true);
  });
});

test("who is alive in a window are the entities that existed in it, silent or not", async () => {
  const entity = (address: string, name: string, from: number, to: number | null) =>
    ({ network: "lab", address, entity: name, service: name, kind: "instance", from, to }) as const;
  const entities = [
    entity("10.0.0.2", "a", 0, null),
    entity("10.0.0.10", "b", 0, start + 1),
    entity("10.0.0.11", "silent", start + 1.5, null),
  ];
  const edges = await readEdges([{ file: sample(), network: "lab" }], { every: 1, entities, origin: start, until: start + 3 });
  expect([0, 1, 2].map((window) => edges.alive(window))).toEqual([
    ["a", "b"],
    ["a", "silent"],
    ["a", "silent"],
  ]);
});

test("marks go with the table", async () => {
  const marks = [{ start: 1, end: 2, kind: "exfiltration" }];
  expect((await readEdges([{ file: sample() }], { every: [1, 2], marks })).every(1).marks).toEqual(marks);
});

test("a table shows itself as text and as HTML", async () => {
  const edges = await readEdges([{ file: sample() }], { every: 2 });
  const bundle = edges[Symbol.for("Jupyter.display") as never] as () => Record<string, string>;
  const shown = bundle.call(edges);
  expect(Object.keys(shown)).toEqual(["text/plain", "text/html"]);
  expect(shown["text/plain"]).toContain("3 edges at level ip, windows: 1 × 2 s");
  expect(shown["text/html"]).toContain("<td>10.0.0.10</td>");
  expect(inspect(edges)).toBe(shown["text/plain"]);
});
