import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { saveMetrics } from "../../kernel-helpers/src/metrics/files/save";
import { tableOfVectors } from "../metrics/graphs";
import { munnin, newFolder, sample } from "./program";

const metricsFile = async (): Promise<string> => {
  const file = join(newFolder(), "metrics.parquet");
  await saveMetrics(
    computeMetrics(await tableOfVectors([[100, 50], [200], [80, 70], [30]], { every: [1, 2] }), ["nodes", "bytes.total"]),
    file,
  );
  return file;
};

/** Width and height as they stand in a PNG's header. */
const sizeOf = (png: string): number[] => {
  const bytes = readFileSync(png);
  expect(bytes.toString("latin1", 1, 4)).toBe("PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

test("munnin plot draws every figure of a run as Plotly JSON, page and PNG", async () => {
  const out = newFolder();
  const { status, out: text, err } = await munnin(["plot", sample, "--out", out, "--json"]);
  expect([status, err, text.trim().split("\n")]).toEqual([0, "", [expect.any(String)]]);
  const { figures, files, count, warnings } = JSON.parse(text) as {
    figures: { name: string; files: string[] }[];
    files: string[];
    count: number;
    warnings: string[];
  };
  const names = ["metrics", "boxes", "explorer", "correlations", "correlations-of-changes", "nan", "graph", "adjacency"];
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
    expect(sizeOf(join(out, `${name}.png`))).toEqual([layout.width ?? 900, layout.height].map((side) => Math.round(side as number)));
    const page = readFileSync(join(out, `${name}.html`), "utf8");
    expect(page).toContain('<script src="plotly.min.js">');
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

  test("refuses metrics of no window", async () => {
    const file = join(newFolder(), "metrics.csv");
    writeFileSync(file, "granularity,window,start,level,metric,node,value\n");
    expect(await munnin(["plot", file])).toMatchObject({ status: 2, err: "munnin: plot: there is no window to draw\n" });
  });
});
