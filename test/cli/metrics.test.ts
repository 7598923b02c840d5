import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openMetrics } from "../../kernel-helpers/src/metrics/files/open";
import { munnin, newFolder, sample } from "./program";

/** Edges of two windows of 10 s: a and b talk, then c asks b. */
function edgeFile(): string {
  const file = join(newFolder(), "edges.csv");
  const row = (window: number, source: string, destination: string, bytes: number) =>
    `10,${window},${1700000000 + window * 10}.000000000,${source},${destination},1,${bytes},${bytes}\n`;
  const rows = row(0, "a", "b", 300) + row(0, "b", "a", 100) + row(1, "c", "b", 50);
  writeFileSync(file, `granularity,window,start,source,destination,frames,bytes,wire_bytes\n${rows}`);
  return file;
}

const moduleIn = (folder: string, text: string): string => {
  const file = join(folder, "my-metrics.ts");
  writeFileSync(file, text);
  return file;
};

describe("munnin metrics", () => {
  test("prints the metrics of edges as CSV, in the order in which they are asked for", async () => {
    const { status, out, err } = await munnin(["metrics", edgeFile(), "--metric", "reciprocity.weighted,strength.out,nodes"]);
    expect([status, err]).toEqual([0, ""]);
    // 100 B of 300 B are matched both ways: 200 of 400.
    expect(out).toBe(`granularity,window,start,level,metric,node,value
10,0,1700000000.000000000,service,reciprocity.weighted,,0.5
10,0,1700000000.000000000,service,strength.out,a,300
10,0,1700000000.000000000,service,strength.out,b,100
10,0,1700000000.000000000,service,nodes,,2
10,1,1700000010.000000000,service,reciprocity.weighted,,0
10,1,1700000010.000000000,service,strength.out,b,0
10,1,1700000010.000000000,service,strength.out,c,50
10,1,1700000010.000000000,service,nodes,,2
`);
  });

  test("with --json prints exactly one object: values with NaN as null, counts, files, warnings", async () => {
    const folder = join(newFolder(), "made");
    const asked = ["--metric", "angle.strength.out.legacy,strength.out", "--every", "20,10"];
    const { status, out, err } = await munnin(["metrics", edgeFile(), ...asked, "--json", "--out", folder]);
    expect([status, err, out.trim().split("\n")]).toEqual([0, "", [expect.any(String)]]);
    expect(JSON.parse(out)).toEqual({
      level: "service",
      origin: 1700000000,
      rows: 2 + 4 + 1 + 3,
      granularities: [
        { granularity: 10, windows: 2 },
        { granularity: 20, windows: 1 },
      ],
      metrics: [
        expect.objectContaining({
          granularity: 10,
          metric: "angle.strength.out.legacy",
          count: 2,
          nan: 2,
          median: null,
          values: [null, null],
        }),
        expect.objectContaining({ metric: "strength.out", unit: "B", per: "node", values: { a: [300, null], b: [100, 0], c: [null, 50] } }),
        expect.objectContaining({ granularity: 20, metric: "angle.strength.out.legacy", nan: 1 }),
        expect.objectContaining({ granularity: 20, metric: "strength.out", values: { a: [300], b: [100], c: [50] } }),
      ],
      errors: [],
      files: [join(folder, "metrics.csv")],
      warnings: [],
    });
    expect(readdirSync(folder)).toEqual(["metrics.csv"]);
  });

  test("writes Parquet and the seed's saved values, which open as the same values", async () => {
    const folder = newFolder();
    const edges = edgeFile();
    const asked = ["--metric", "density,strength.out", "--out", folder];
    expect((await munnin(["metrics", edges, ...asked, "--format", "parquet"])).out).toBe(`${join(folder, "metrics.parquet")}\n`);
    // a→b and b→a of 2 × 1 pairs, then c→b of 2 × 1.
    expect([...(await openMetrics(folder)).series("density")]).toEqual([1, 0.5]);
    const seed = await munnin(["metrics", edges, ...asked, "--format", "seed"]);
    expect([seed.status, seed.err]).toEqual([
      0,
      "munnin: warning: saved values have no place for metrics per node: strength.out left out\n",
    ]);
    expect(seed.out).toBe(`${join(folder, "edges_class__processed_vales_class_10.00.txt")}\n`);
    expect([...(await openMetrics(seed.out.trim())).series("density")]).toEqual([1, 0.5]);
  });

  test("of edges without a row is a table without a row", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "edges.csv"), "granularity,window,start,source,destination,frames,bytes,wire_bytes\n");
    const header = "granularity,window,start,level,metric,node,value\n";
    for (const every of [[], ["--every", "1,10"]])
      expect(await munnin(["metrics", folder, ...every])).toEqual({ status: 0, out: header, err: "" });
    for (const format of ["csv", "parquet"]) {
      expect(await munnin(["metrics", folder, "--format", format, "--out", join(folder, format)])).toMatchObject({ status: 0, err: "" });
      expect((await openMetrics(join(folder, format))).toCsv()).toBe(header);
    }
    const { out } = await munnin(["metrics", folder, "--json"]);
    expect(JSON.parse(out)).toMatchObject({ rows: 0, granularities: [], metrics: [], warnings: [] });
  });

  test("of a run has a default of metrics, at level service, in windows of 10 s", async () => {
    const { granularities, level, metrics, warnings } = JSON.parse((await munnin(["metrics", sample, "--json"])).out) as {
      granularities: object[];
      level: string;
      metrics: { metric: string; nan: number; count: number }[];
      warnings: string[];
    };
    expect([granularities, level, warnings]).toEqual([[{ granularity: 10, windows: 6 }], "service", []]);
    expect(metrics.map(({ metric }) => metric)).toEqual(
      expect.arrayContaining(["bytes.outside", "reciprocity.weighted", "angle.strength.out"]),
    );
    // A first look is not spoilt by values that are not defined.
    expect(metrics.filter(({ nan }) => nan > 0)).toEqual([]);
  });
});

describe("munnin metrics of a run", () => {
  /** The last two of each row. */
  const ends = (csv: string) =>
    csv
      .trim()
      .split("\n")
      .map((line) => line.split(",").slice(6).join(","));

  test("has with --labels what each window is by the ledger, and reads it again", async () => {
    const folder = newFolder();
    const { out, err } = await munnin(["metrics", sample, "--metric", "nodes", "--labels"]);
    // Bytes were stolen from second 25 to second 45.
    expect([err, ends(out)]).toEqual(["", ["value,label", "16,negative", "16,negative", "14,positive", "16,positive", "16,positive", "16,negative"]]); // prettier-ignore
    await munnin(["metrics", sample, "--metric", "nodes", "--labels", "--out", folder]);
    const again = await openMetrics(folder);
    expect(again.labels().map((label) => label[0])).toEqual([..."nnpppn"]);
    expect(again.toCsv({ labels: true })).toBe(out);
    expect((await munnin(["metrics", edgeFile(), "--labels"])).err).toMatch(
      /--labels: .*edges\.csv has no exfil columns; a run has a ledger/,
    );
  });

  test("has references of the windows that are asked for", async () => {
    const legacy = ["--metric", "angle.strength.out.legacy"];
    const at = async (...args: string[]) => ends((await munnin(["metrics", sample, ...args])).out).slice(1);
    // The first W windows have no W before them; six is usual.
    expect(new Set(await at(...legacy))).toEqual(new Set(["NaN"]));
    const two = await at(...legacy, "--previous", "2");
    expect(two.map((value) => value === "NaN")).toEqual([true, true, false, false, false, false]);
    // A reference of one window is that window: nothing is between them.
    expect(await at("--metric", "angle.strength.out", "--training", "10-20")).toEqual([
      expect.stringMatching(/^0\.\d/),
      "0",
      ...Array.from({ length: 4 }, () => expect.stringMatching(/^0\.\d/) as string),
    ]);
  });
});

describe("munnin metrics --module", () => {
  test("computes every metric that a TypeScript module exports, from any folder, with what it imports", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "limit.ts"), "export const limit: number = 2;\n");
    const module = moduleIn(
      folder,
      `import { defineMetric, type WindowGraph } from "munnin";
import { density } from "graphology-metrics/graph/density";
import { limit } from "./limit";
export const chatter = defineMetric({ name: "chatter", of: (g: WindowGraph): number => g.edgeCount / g.nodeCount });
export const crowded = defineMetric({ name: "crowded", of: (g) => Number(g.nodeCount > limit) });
export const theirs = { name: "theirs", of: (g: WindowGraph) => density(g.toGraphology()) };
export const limitToo = limit;
`,
    );
    const { status, out, err } = await munnin(["metrics", edgeFile(), "--module", module, "--metric", "nodes,chatter"], { cwd: folder });
    expect([status, err]).toEqual([0, ""]);
    const values = out
      .trim()
      .split("\n")
      .slice(1, 5)
      .map((line) => line.split(",").slice(4).join(","));
    expect(values).toEqual(["nodes,,2", "chatter,,1", "crowded,,0", "theirs,,1"]);
  });

  test("tells of a metric that throws which it is and where, and leaves the others", async () => {
    const module = moduleIn(
      newFolder(),
      `import { defineMetric } from "munnin";
export const fragile = defineMetric({ name: "fragile", of(g) { if (g.names[0] === "b") throw new Error("no b"); return 1; } });
export const sturdy = defineMetric({ name: "sturdy", of: () => 7 });`,
    );
    const { status, out, err } = await munnin(["metrics", edgeFile(), "--module", module]);
    expect([status, err]).toEqual([0, "munnin: warning: metric fragile failed in window 1 of 10 s: no b\n"]);
    expect(out.trim().split("\n").slice(3)).toEqual([
      "10,1,1700000010.000000000,service,fragile,,NaN",
      "10,1,1700000010.000000000,service,sturdy,,7",
    ]);
  });

  test("prints nothing on standard output of a metric that does not give what it says", async () => {
    const module = moduleIn(newFolder(), 'export const a = { name: "a", of: () => 1 }, b = { name: "b", per: "node", of: () => 1 };');
    const { status, out, err } = await munnin(["metrics", edgeFile(), "--module", module]);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toBe("munnin: metric b: of must return a Float64Array of 2 values, one per node, not number as in window 0\n");
  });

  test.each([
    ["export const a = ;", /my-metrics\.ts:1:18: Unexpected ";"/],
    ["export const a = 1;", /my-metrics\.ts: exports no metric/],
    ['import "nowhere";', /my-metrics\.ts: Cannot find module 'nowhere'/],
    ['throw new Error("sorry");', /my-metrics\.ts: sorry/],
    ['export const a = { name: "Wrong", of: () => 1 };', /metric "Wrong": a name is words with dots/],
    ['export const a = { name: "a", of: () => 1 }, b = { name: "a", of: () => 2 };', /metric a: is asked for twice/],
  ])("refuses %s", async (text, message) => {
    const { status, out, err } = await munnin(["metrics", edgeFile(), "--module", moduleIn(newFolder(), text)]);
    expect([status, out, err.match(/\n/g)]).toEqual([2, "", ["\n"]]);
    expect(err).toMatch(message);
  });
});

describe("munnin metrics refuses with one line and status 2", () => {
  test.each([
    [() => [edgeFile(), "--metric", "densty"], /no metric is called "densty"; did you mean "density"/],
    [() => [edgeFile(), "--metric", "nodes,nodes"], /metric nodes: is asked for twice/],
    [() => [edgeFile(), "--metric", "nodes,"], /--metric: must be names with commas between them/],
    [() => [edgeFile(), "--format", "xml"], /--format must be one of csv, parquet, seed, not xml/],
    [() => [edgeFile(), "--format", "seed"], /--format: seed needs --out/],
    [() => [edgeFile(), "--training", "20-10"], /--training: must be two seconds from the first window's start, such as 0-120, not 20-10/],
    [() => [edgeFile(), "--previous", "0"], /W: must be a whole number of at least 1, not 0/],
    [() => [edgeFile(), "--labels", "--format", "seed", "--out", newFolder()], /--labels: saved values of the seed have no place for them/],
    [() => [edgeFile(), "--every", "15"], /15 s must be a multiple of a granularity/],
    [() => [edgeFile(), "--every", "ten"], /--every: must be a number, not ten/],
    [() => [edgeFile(), "--module", "/nowhere.ts"], /--module: \/nowhere\.ts: no such file/],
    [() => [join(newFolder(), "nothing")], /nothing: no such file/],
    [() => [sample, "--trial", "7"], /trial: the run \(done\) has trials 0, not 7/],
    [() => [], /usage: munnin metrics RUN\|EDGES/],
  ] as const)("%#", async (args, message) => {
    const { status, out, err } = await munnin(["metrics", ...args()]);
    expect([status, out, err.match(/\n/g)]).toEqual([2, "", ["\n"]]);
    expect(err).toMatch(message);
  });

  test("metrics that are computed already", async () => {
    const folder = newFolder();
    await munnin(["metrics", edgeFile(), "--metric", "nodes", "--out", folder]);
    const { status, err } = await munnin(["metrics", folder]);
    expect([status, err]).toEqual([2, expect.stringMatching(/holds metrics already; munnin plot draws them/)]);
  });
});
