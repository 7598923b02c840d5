import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../kernel-helpers/src/config/error";
import { openEdges } from "../../../kernel-helpers/src/edges/files/open";
import { saveEdges } from "../../../kernel-helpers/src/edges/files/save";
import type { EdgeTable } from "../../../kernel-helpers/src/edges/table";
import { readEdges } from "../../../kernel-helpers/src/edges/read";
import { computeMetrics } from "../../../kernel-helpers/src/metrics/compute";
import { openMetrics } from "../../../kernel-helpers/src/metrics/files/open";
import { saveMetrics, writeMetrics } from "../../../kernel-helpers/src/metrics/files/save";
import { defineMetric } from "../../../kernel-helpers/src/metrics/registry";
import { streamMetrics } from "../../../kernel-helpers/src/metrics/stream";
import { openRun } from "../../../kernel-helpers/src/notebook/run";
import { root } from "../../house/scripts";
import { fileOf, pcap } from "../../pcap/files";
import { tableOfVectors } from "../graphs";

const newFolder = (): string => mkdtempSync(join(tmpdir(), "munnin-metrics-"));
const python = (script: string, ...args: string[]): string =>
  execFileSync(join(root, ".venv/bin/python"), ["-c", script, ...args])
    .toString()
    .trim();

const half = defineMetric({
  name: "half",
  unit: "%",
  of(g) {
    if (g.edgeCount === 1) throw new Error("one is none");
    return g.edgeCount / 2;
  },
});
const share = defineMetric({ name: "share", per: "edge", of: (g) => g.out.bytes.map((bytes) => bytes / 150) });
const asked = ["bytes.total", "reciprocity.weighted", half, "strength.out", share, "angle.strength.out"];

/** Silent windows in the middle and at the end, a window that is covered in part, two granularities, a mark, NaN and an error. */
const edges = (): Promise<EdgeTable> =>
  tableOfVectors([[100, 50], [], [200], [20, 30, 40], [100], []], {
    every: [1, 2],
    origin: 1699999999.999999,
    until: 1700000005.5,
    marks: [{ start: 1, end: 3.25, kind: "exfiltration" }],
  });
const sample = async () => computeMetrics(await edges(), asked);

describe("Parquet", () => {
  test("keeps the whole metric table: values, NaN, silent windows, coverage, level, marks, units and errors", async () => {
    const metrics = await sample();
    const file = join(newFolder(), "it's [1] metrics.parquet");
    await saveMetrics(metrics, file);
    const again = await openMetrics(file);
    expect(again.parts).toEqual(metrics.parts);
    expect(again.every(1).result("half")).toMatchObject({ unit: "%", errors: [{ message: "one is none" }] });
    expect(readdirSync(join(file, ".."))).toHaveLength(1);
  });

  test("keeps the labels that a run's windows have from its ledger, computed at once or written as they are computed", async () => {
    const edges = await openRun(join(root, "samples/quickstart")).edges({ every: [1, 10] });
    const labels = [1, 10].map((every) => edges.every(every).labels());
    // Bytes were stolen from second 25 to second 45; the connections were closed later.
    expect(labels[1].map((label) => label[0]).join("")).toBe("nnpppn");
    const folder = newFolder();
    await saveMetrics(computeMetrics(edges, ["nodes"]), join(folder, "saved.parquet"));
    await streamMetrics(edges, ["nodes"], join(folder, "streamed.parquet"));
    for (const file of ["saved.parquet", "streamed.parquet"]) {
      const again = await openMetrics(join(folder, file));
      expect([1, 10].map((every) => again.every(every).labels())).toEqual(labels);
    }
  });

  test("has labels in a column, too, where they are asked for, as CSV has", async () => {
    const edges = await openRun(join(root, "samples/quickstart")).edges({ every: 10 });
    const folder = newFolder();
    const metrics = computeMetrics(edges, ["nodes", "strength.out"]);
    const polars = "import polars, sys; print(*polars.read_parquet(sys.argv[1]).filter(metric='nodes')['label'])";
    for (const format of ["parquet", "csv"]) {
      await saveMetrics(metrics, join(folder, `saved.${format}`), { labels: true });
      await streamMetrics(edges, ["nodes", "strength.out"], join(folder, `streamed.${format}`), { labels: true });
      for (const file of [`saved.${format}`, `streamed.${format}`]) {
        expect((await openMetrics(join(folder, file))).labels()).toEqual(edges.labels());
        if (format === "parquet") expect(python(polars, join(folder, file))).toBe(edges.labels().join(" "));
      }
    }
    await expect(saveMetrics(await sample(), join(folder, "none.csv"), { labels: true })).rejects.toThrow(
      "labels: need edges with a ledger",
    );
    await expect(streamMetrics(await tableOfVectors([[100]]), ["nodes"], join(folder, "none.csv"), { labels: true })).rejects.toThrow(
      "labels: need edges with a ledger",
    );
    expect(readdirSync(folder)).toHaveLength(4);
  });

  test("is read by polars: NaN is null, times have nanoseconds, what the rows do not say is in the metadata", async () => {
    const file = join(newFolder(), "metrics.parquet");
    await saveMetrics(await sample(), file);
    const script = `import sys, json, polars
table = polars.read_parquet(sys.argv[1])
facts = json.loads(polars.read_parquet_metadata(sys.argv[1])["munnin"])
one = table.filter((polars.col("granularity") == 1) & (polars.col("metric") == "reciprocity.weighted"))
node = table.filter((polars.col("metric") == "strength.out") & (polars.col("node") == "10.0.0.2"))
print(json.dumps([table.columns, one["value"].is_null().to_list(), one["start"].dt.epoch("ns")[1], one["node"].to_list(),
  node["value"].to_list(), facts["level"], facts["marks"][0]["end"]]))`;
    expect(JSON.parse(python(script, file))).toEqual([
      ["granularity", "window", "start", "level", "metric", "node", "value"],
      [false, true, false, false, false, true],
      1700000000999999000,
      ["", "", "", "", "", ""],
      [50, 30, 50, 30],
      "ip",
      3.25,
    ]);
  });

  test("is not taken for edges, nor edges for metrics", async () => {
    const folder = newFolder();
    await saveMetrics(await sample(), join(folder, "a.parquet"));
    await saveEdges(await edges(), join(folder, "b.parquet"));
    await expect(openMetrics(join(folder, "b.parquet"))).rejects.toThrow("b.parquet: holds no metrics");
    await expect(openEdges(join(folder, "a.parquet"))).rejects.toThrow(InputError);
    await saveMetrics(await sample(), join(folder, "a.csv"));
    await expect(openEdges(join(folder, "a.csv"))).rejects.toThrow("a.csv: holds no edges");
  });
});

describe("CSV", () => {
  test("opens with the same values, and is the same when it is written again", async () => {
    const metrics = await sample();
    const [file, copy] = [join(newFolder(), "metrics.csv"), join(newFolder(), "copy.csv")];
    await saveMetrics(metrics, file);
    const again = await openMetrics(file);
    expect(again.every(2).series("reciprocity.weighted")).toEqual(metrics.every(2).series("reciprocity.weighted"));
    expect(again.every(1).result("strength.out")).toMatchObject({ title: "Bytes sent", unit: "B", values: { per: "node" } });
    expect(again.every(1).result("share").values.per).toBe("edge");
    await saveMetrics(again, copy);
    expect(readFileSync(copy, "utf8")).toBe(readFileSync(file, "utf8"));
  });

  test("tells metrics per service and per pair from those per node", async () => {
    const file = join(newFolder(), "metrics.csv");
    const ofService = { network: "", entity: "user.1", service: "user", kind: "instance", from: 0, to: null } as const;
    const table = await tableOfVectors([[100, 50]], { entities: [{ ...ofService, address: "10.0.0.1" }] });
    const metrics = computeMetrics(table, ["service.strength.out.mean", "pair.density", "strength.out"]);
    await saveMetrics(metrics, file);
    const again = await openMetrics(file);
    expect(again.metrics.map((name) => again.result(name))).toEqual(metrics.metrics.map((name) => metrics.result(name)));
    expect(again.metrics.map((name) => again.result(name).values.per)).toEqual(["service", "pair", "node"]);
  });

  test.each([
    ["1,0,0.0,ip,nodes,,x\n", ':2: value must be a number, not "x"'],
    ["1,-1,0.0,ip,nodes,,1\n", ":2: window must be a whole number from 0, not -1"],
    ["1,0,0.0,pod,nodes,,1\n", ':2: level must be one of ip, instance, service, not "pod"'],
    ["1,0,0.0,ip,nodes,,1\n1,0,0.0,service,nodes,,1\n", ":3: is of level service, but those before are of ip"],
    ["1,0,0.0,ip,nodes,,1\n1,1,1.5,ip,nodes,,1\n", ":3: window 1 begins at 1.500000000, on another grid"],
    ["1,0,0.0,ip,nodes,,1\n1,0,0.0,ip,nodes,,1\n", "nodes: has two values in window 0"],
    ["1,0,0.0,ip,nodes,,1\n1,1,1.0,ip,nodes,a,1\n", "nodes: has values with a node and values without"],
    ["1,0,0.0,ip,,,1\n", ":2: must name a metric"],
  ])("%j is refused in one line", async (rows, message) => {
    const file = join(newFolder(), "metrics.csv");
    writeFileSync(file, `granularity,window,start,level,metric,node,value\n${rows}`);
    await expect(openMetrics(file)).rejects.toThrow(InputError);
    await expect(openMetrics(file)).rejects.toThrow(message);
  });
});

describe("the seed's saved values", () => {
  test("are what Python's csv writes, under the names that the predecessor looked for", async () => {
    const folder = newFolder();
    const metrics = computeMetrics(await edges(), [
      "density.legacy",
      "reciprocity.legacy",
      "angle.nonReciprocated.in.legacy",
      "strength.out",
    ]);
    const { files, leftOut } = await writeMetrics(metrics, folder, "seed", "shop");
    expect(leftOut).toEqual(["strength.out"]);
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
      "shop_container__processed_vales_container_1.00.txt",
      "shop_container__processed_vales_container_2.00.txt",
    ]);
    const script = `import sys, csv, ast
for name, values in csv.reader(open(sys.argv[1], newline=""), quotechar="|"): print(name, ast.literal_eval(values))`;
    // Two senders of three nodes; nobody answers, so nothing is matched.
    const lines = python(script, files[0]).split("\n");
    expect(lines[0]).toBe(`Density [${[2 / 6, "0.0", 1 / 2, 3 / 12, 1 / 2, "0.0"].join(", ")}]`);
    expect(lines[1]).toBe("Weighted Overall Reciprocity [0.0, -1.0, 0.0, 0.0, 0.0, -1.0]");
    expect(lines[2]).toMatch(/^Simple Angle Between Node Non-Reciprocated In-Weight \[None, None/);
    const again = await openMetrics(folder);
    expect(again.every(2).series("density.legacy")).toEqual(metrics.every(2).series("density.legacy"));
    expect(again.metrics).toEqual(["density.legacy", "reciprocity.legacy", "angle.nonReciprocated.in.legacy"]);
    expect([again.origin, again.level]).toEqual([0, "instance"]);
  });

  test("of the predecessor begin their angles and change points later than the others, at the same last window", async () => {
    const file = join(newFolder(), "x_class__processed_vales_class_0.50.txt");
    writeFileSync(
      file,
      "Density,|[0.1, None, 0.3, 0.4]|\r\nSum of Appserver Node Degrees,|[1.0, 2.0, 3.0, 4.0]|\r\n" +
        "Simple Angle Between Node Degree Vectors,|[0.5, 0.6]|\r\nChange-Point Detection Node Degree,[7e-05]\r\n",
    );
    const metrics = (await openMetrics(file)).every(0.5);
    expect([...metrics.series("density.legacy")]).toEqual([0.1, NaN, 0.3, 0.4]);
    expect([...metrics.series("Sum of Appserver Node Degrees")]).toEqual([1, 2, 3, 4]);
    expect([...metrics.series("angle.degree.out.legacy")]).toEqual([NaN, NaN, 0.5, 0.6]);
    expect([...metrics.series("changePoint.degree.out.legacy")]).toEqual([NaN, NaN, NaN, 0.00007]);
    expect(metrics.level).toBe("service");
  });

  test.each([
    ["Density,|[0.1, zero]|\r\n", ':1: "zero" is no number'],
    ["Density,0.1\r\n", ":1: the values must stand between [ and ]"],
    ["Density\r\n", ":1: must be a name and a list of values"],
    ["Density,|[0.1, 0.2]|\r\nnodes,|[1.0]|\r\n", ':2: "nodes" has 1 values, others 2: which windows they are of is not known'],
  ])("%j are refused in one line", async (text, message) => {
    const file = join(newFolder(), "x_class__processed_vales_class_0.50.txt");
    writeFileSync(file, text);
    await expect(openMetrics(file)).rejects.toThrow(message);
  });

  test("of instances and of services in one folder need a choice", async () => {
    const folder = newFolder();
    for (const word of ["class", "container"])
      writeFileSync(join(folder, `x_${word}__processed_vales_${word}_1.00.txt`), "Density,[0.5]\r\n");
    await expect(openMetrics(folder)).rejects.toThrow("choose a level, or name one file");
    expect((await openMetrics(folder, { level: "service" })).level).toBe("service");
  });
});

describe("metrics that are written as they are computed", () => {
  test.each(["csv", "parquet"])("are the same %s as those of a table", async (format) => {
    const [one, other] = [join(newFolder(), `a.${format}`), join(newFolder(), `b.${format}`)];
    const { rows, errors } = await streamMetrics(await edges(), asked, one);
    const table = await sample();
    await saveMetrics(table, other);
    expect((await openMetrics(one)).parts).toEqual((await openMetrics(other)).parts);
    expect([rows, errors]).toEqual([table.toTable().rowCount, table.errors]);
  });

  test("refuse a name twice before anything is written", async () => {
    const folder = newFolder();
    await expect(streamMetrics(await edges(), ["nodes", "nodes"], join(folder, "a.csv"))).rejects.toThrow(
      "metric nodes: is asked for twice",
    );
    await expect(streamMetrics(await edges(), ["nodes"], join(folder, "a.txt"))).rejects.toThrow("must end in .parquet or .csv");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that fail half-way leave no file", async () => {
    const folder = newFolder();
    const wrong = { name: "wrong", of: () => "no" as never };
    for (const format of ["csv", "parquet"])
      await expect(streamMetrics(await edges(), [wrong], join(folder, `a.${format}`))).rejects.toThrow("of must return a number");
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("an empty metric table is saved and opened", async () => {
  const empty = computeMetrics(await readEdges([{ file: fileOf(pcap([])) }]), ["nodes", "strength.out"]);
  for (const format of ["csv", "parquet"]) {
    const file = join(newFolder(), `a.${format}`);
    await saveMetrics(empty, file);
    expect((await openMetrics(file)).toCsv()).toBe("granularity,window,start,level,metric,node,value\n");
  }
});

test.each([
  [() => join(newFolder(), "nothing"), "no such file"],
  [() => newFolder(), "holds no metrics: neither metrics.parquet, metrics.csv nor saved values"],
  [() => join(root, "samples/quickstart"), "is a run"],
])("what holds no metrics is told why: %#", async (path, message) => {
  await expect(openMetrics(path())).rejects.toThrow(message);
});
