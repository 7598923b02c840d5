import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { saveMetrics } from "../../kernel-helpers/src/metrics/files/save";
import { tableOfVectors } from "../metrics/graphs";
import { pictureOf } from "./pixels";
import { munnin, newFolder, sample } from "./program";

const metricsFile = async (): Promise<string> => {
  const file = join(newFolder(), "metrics.parquet");
  await saveMetrics(
    computeMetrics(await tableOfVectors([[100, 50], [200], [80, 70], [30]], { every: [1, 2] }), ["nodes", "bytes.total"]),
    file,
  );
  return file;
};

/** The recorded run, with requests, which it does not have: one a second. */
function sampleWithLoad(): string {
  const run = join(newFolder(), "run");
  cpSync(sample, run, { recursive: true });
  const { start } = (JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as { trials: { start: number }[] }).trials[0];
  const line = (second: number): string =>
    JSON.stringify({
      time: start + second,
      user: second % 5,
      method: "GET",
      name: "/",
      path: "/",
      status: 200,
      ms: 20,
      bytes: 100,
      failure: null,
    });
  mkdirSync(join(run, "trial-0/load"), { recursive: true });
  writeFileSync(join(run, "trial-0/load/requests.jsonl"), Array.from({ length: 60 }, (_, second) => `${line(second)}\n`).join(""));
  return run;
}

test("munnin plot draws every figure of a run as Plotly JSON, page and PNG", async () => {
  const out = newFolder();
  const { status, out: text, err } = await munnin(["plot", sampleWithLoad(), "--out", out, "--json"]);
  expect([status, err, text.trim().split("\n")]).toEqual([0, "", [expect.any(String)]]);
  const { figures, files, count, warnings } = JSON.parse(text) as {
    figures: { name: string; files: string[] }[];
    files: string[];
    count: number;
    warnings: string[];
  };
  const names = ["metrics", "boxes", "explorer", "correlations", "correlations-of-changes", "nan", "graph", "adjacency", "load"];
  expect([figures.map(({ name }) => name), count, warnings]).toEqual([names, names.length, []]);
  expect(readdirSync(out).sort()).toEqual(
    [...names.flatMap((name) => [`${name}.html`, `${name}.plotly.json`, `${name}.png`]), "plotly.min.js"].sort(),
  );
  expect(files.map((file) => file.slice(out.length + 1)).sort()).toEqual(readdirSync(out).sort());
  for (const name of names) {
    const { data, layout } = JSON.parse(readFileSync(join(out, `${name}.plotly.json`), "utf8")) as {
      data: object[];
      layout: Record<string, unknown>;
    };
    expect(data.length).toBeGreaterThan(0);
    expect((layout.title as { text: string }).text).toMatch(/^<b>.+<\/b><br>/);
    const { width, height, drawn } = pictureOf(join(out, `${name}.png`));
    expect([width, height]).toEqual([layout.width ?? 900, layout.height].map((side) => Math.round(side as number)));
    // Paper with a title alone is 1 % ink; the figure that says that nothing is missing has a sentence more.
    expect([name, drawn > 0.015]).toEqual([name, true]);
    const page = readFileSync(join(out, `${name}.html`), "utf8");
    expect(page).toContain('<script src="plotly.min.js">');
    const figure = /const figure = (.*); Plotly\.newPlot\("figure"/.exec(page)![1];
    expect(JSON.parse(figure)).toEqual({ data, layout });
    // Whatever a researcher commits of it stays below 2 MB, notebooks too.
    expect(statSync(join(out, `${name}.plotly.json`)).size).toBeLessThan(5e5);
  }
  // The thief's way is that of the ledger, not of the configuration.
  expect(readFileSync(join(out, "graph.plotly.json"), "utf8")).toContain("way of the stolen data");
});

describe("munnin plot", () => {
  test("draws metrics that were computed before, in the dark, too, in a folder beside them", async () => {
    const file = await metricsFile();
    const { status, out } = await munnin(["plot", file, "--theme", "dark", "--metric", "nodes", "--every", "2"]);
    expect(status).toBe(0);
    const folder = join(file, "../figures");
    expect(out.trim().split("\n")).toHaveLength(6 * 3 + 1);
    expect(existsSync(join(folder, "metrics.png"))).toBe(true);
    const { layout, data } = JSON.parse(readFileSync(join(folder, "metrics.plotly.json"), "utf8")) as {
      layout: { paper_bgcolor: string };
      data: { y: number[] }[];
    };
    expect(layout.paper_bgcolor).toBe("#111418");
    expect(data.map(({ y }) => y)).toEqual([[3, 3]]);
  });

  test.each([
    [() => [join(newFolder(), "nothing")], /nothing: no such file/],
    [() => [sample, "--trial", "7"], /trial: the run \(done\) has trials 0, not 7/],
    [() => [sample, "--metric", "densty"], /no metric is called "densty"/],
    [() => [sample, "--theme", "pink"], /--theme must be one of light, dark, not pink/],
    [() => [sample, "--level", "pod"], /--level must be one of ip, instance, service, not pod/],
    [() => [], /usage: munnin plot RUN\|METRICS/],
    [() => [sample, sample], /usage: munnin plot RUN\|METRICS/],
  ] as const)("refuses with one line and status 2: %#", async (args, message) => {
    const { status, out, err } = await munnin(["plot", ...args()]);
    expect([status, out, err.match(/\n/g)]).toEqual([2, "", ["\n"]]);
    expect(err).toMatch(message);
  });

  test("refuses what the metrics do not have", async () => {
    const file = await metricsFile();
    for (const [args, message] of [
      [["--metric", "density"], '--metric: the metrics are nodes, bytes.total, not "density"'],
      [["--every", "7"], "the table has granularities 1, 2 s, not 7"],
      [["--level", "service"], "--level: the metrics are at level ip, not service"],
      [["--module", "x.ts"], "--module: the metrics are computed already"],
      [["--trial", "0"], "--trial: only a run has trials"],
    ] as const) {
      const { status, err } = await munnin(["plot", file, ...args]);
      expect([status, err]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  test("draws a metric that no window has, and says so in each figure", async () => {
    const folder = newFolder();
    const rows = [1, 2].flatMap((every) =>
      Array.from({ length: 8 / every }, (_, window) =>
        ["none,", "of nodes,a"].map((metric) => `${every},${window},${1700000000 + window * every}.000000000,service,${metric},NaN\n`),
      ),
    );
    writeFileSync(join(folder, "metrics.csv"), `granularity,window,start,level,metric,node,value\n${rows.flat().join("")}`);
    expect(await munnin(["plot", folder, "--out", join(folder, "f")])).toMatchObject({ status: 0, err: "" });
    const textOf = (name: string): string => readFileSync(join(folder, `f/${name}.plotly.json`), "utf8");
    expect(textOf("metrics").match(/not defined in any window/g)).toHaveLength(2);
    expect(textOf("boxes").match(/not defined in any window/g)).toHaveLength(1);
    expect(textOf("nan")).toContain("8 of 8");
    for (const name of ["correlations", "correlations-of-changes"]) expect(textOf(name)).toContain("no metric has two different values");
    for (const name of ["metrics", "boxes", "explorer", "correlations", "correlations-of-changes", "nan"])
      expect([name, pictureOf(join(folder, `f/${name}.png`)).drawn > 0.005]).toEqual([name, true]);
  });

  test("refuses metrics of no window", async () => {
    const file = join(newFolder(), "metrics.csv");
    writeFileSync(file, "granularity,window,start,level,metric,node,value\n");
    expect(await munnin(["plot", file])).toMatchObject({ status: 2, err: "munnin: plot: there is no window to draw\n" });
  });
});
